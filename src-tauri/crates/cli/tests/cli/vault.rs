//! What an administrator does to a vault from the command line. Signing in takes about a second by design, so the vault that most
//! tests begin with is made once and copied.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ran, copy, names, program, run};

const PASSPHRASE: &str = "correct horse battery staple";

/// A folder to work in, with a file that holds the passphrase and perhaps a vault.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("passphrase"), format!("{PASSPHRASE}\n")).unwrap();
        std::fs::write(folder.path().join("wrong"), "correct horse battery stable\n").unwrap();
        Self { folder }
    }

    /// With the vault `vault` of Ada Vogt, an administrator.
    fn with_vault() -> Self {
        static MADE: OnceLock<Desk> = OnceLock::new();
        let made = MADE.get_or_init(|| {
            let desk = Self::empty();
            desk.create().json();
            desk
        });
        let desk = Self::empty();
        copy(&made.path("vault"), &desk.path("vault"));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs with the desk as the current folder. What is printed never holds the passphrase.
    fn run(&self, arguments: &[&str]) -> Ran {
        let output = program().args(arguments).current_dir(self.folder.path()).stdin(Stdio::null()).output();
        let ran = Ran::new(output.unwrap());
        assert_no_passphrase(&ran);
        ran
    }

    fn create(&self) -> Ran {
        let first = ["--name", "Ada Vogt", "--role", "administrator", "--passphrase-file", "passphrase"];
        self.run(&[&["vault", "create", "--json", "--folder", "vault"], &first[..]].concat())
    }

    /// A command on the vault with the right passphrase.
    fn on_vault(&self, command: &[&str]) -> Ran {
        self.run(&[command, &["--json", "--folder", "vault", "--passphrase-file", "passphrase"]].concat())
    }

    /// What is here beside what every desk has.
    fn left(&self) -> Vec<String> {
        names(self.folder.path()).into_iter().filter(|name| name != "passphrase" && name != "wrong").collect()
    }

    fn actions(&self) -> Vec<String> {
        let lines = self.on_vault(&["audit", "show", "--after", "0"]).json_lines();
        lines.iter().map(|line| line["action"].as_str().unwrap().to_owned()).collect()
    }
}

fn assert_no_passphrase(ran: &Ran) {
    for word in ["battery", "staple", "stable"] {
        assert!(!ran.stdout.contains(word) && !ran.stderr.contains(word), "{} {}", ran.stdout, ran.stderr);
    }
}

fn assert_in_no_file(folder: &Path, secret: &str) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            assert_in_no_file(&path, secret);
        } else {
            let content = std::fs::read(&path).unwrap();
            let is_there = content.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!is_there, "{}", path.display());
        }
    }
}

#[test]
fn from_a_new_vault_to_a_restored_one_that_holds_against_the_checkpoint() {
    let desk = Desk::empty();
    let made = desk.create().json();
    assert_eq!((&made["account"], &made["role"]), (&Value::from("Ada Vogt"), &Value::from("administrator")));
    let code = made["recovery_code"].as_str().unwrap();
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [4; 9]);
    assert_in_no_file(&desk.path("vault"), code);
    assert_in_no_file(&desk.path("vault"), PASSPHRASE);

    let checked = desk.on_vault(&["vault", "unlock-check"]).json();
    assert_eq!((&checked["account"], &checked["failed_attempts"]), (&Value::from("Ada Vogt"), &Value::from(0)));

    let taken = desk.on_vault(&["audit", "checkpoint", "--out", "checkpoint.txt"]).json();
    assert_eq!(std::fs::read_to_string(desk.path("checkpoint.txt")).unwrap(), taken["text"].as_str().unwrap());
    let verified = desk.on_vault(&["audit", "verify", "--checkpoint", "checkpoint.txt"]).json();
    assert_eq!((&verified["holds"], &verified["findings"]), (&Value::from(true), &Value::Array(Vec::new())));
    assert!(verified["entries"].as_u64().unwrap() > taken["entries"].as_u64().unwrap());

    let backup = desk.on_vault(&["vault", "backup"]).json();
    assert_eq!(backup["number"], 1);
    let backup = backup["backup"].as_str().unwrap();
    let access = ["--json", "--folder", "restored/vault", "--account", "Ada Vogt", "--passphrase-file", "passphrase"];
    let restored = desk.run(&[&["vault", "restore", "--backup", backup], &access[..]].concat()).json();
    assert_eq!((&restored["database"], &restored["audit"]["holds"]), (&Value::from("sound"), &Value::from(true)));
    let verified = desk.run(&[&["vault", "verify"], &access[..]].concat()).json();
    assert_eq!((&verified["database"], &verified["audit"]["holds"]), (&Value::from("sound"), &Value::from(true)));
    let verified = desk.run(&[&["audit", "verify", "--checkpoint", "checkpoint.txt"], &access[..]].concat()).json();
    assert_eq!(verified["holds"], true);

    let actions = desk.actions();
    for action in ["vault_created", "account_added", "signed_in", "checkpoint_exported", "backup_made", "locked"] {
        assert!(actions.iter().any(|done| done == action), "{action} in {actions:?}");
    }
    let shown = desk.run(&[&["audit", "show", "--last", "2"], &access[..]].concat()).json_lines();
    assert_eq!(shown.iter().map(|line| &line["action"]).collect::<Vec<_>>(), ["locked", "signed_in"]);
    assert_eq!((&shown[0]["name"], &shown[0]["role"]), (&Value::from("Ada Vogt"), &Value::from("administrator")));
}

#[test]
fn people_read_the_same_in_words() {
    let desk = Desk::with_vault();
    let said = |command: &[&str]| {
        let ran = desk.run(&[command, &["--folder", "vault", "--passphrase-file", "passphrase"]].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        ran.stdout
    };
    assert!(said(&["vault", "unlock-check"]).starts_with("Ada Vogt (administrator) opens the vault"));
    assert!(said(&["vault", "verify"]).contains("audit entries hold together"));
    assert!(said(&["vault", "backup"]).starts_with("backup 1 in "));
    let shown = said(&["audit", "show"]);
    assert!(shown.lines().next().unwrap().ends_with("program  vault_created  vault"), "{shown}");
    assert!(shown.contains("Ada Vogt (administrator)  signed_in  account 1  failed_attempts: – → number 0"), "{shown}");
    // What is printed is what a checkpoint's file holds.
    std::fs::write(desk.path("printed.txt"), said(&["audit", "checkpoint"])).unwrap();
    assert!(said(&["audit", "verify", "--checkpoint", "printed.txt"]).contains("hold together"));
}

#[test]
fn wrong_passphrases_are_refused_counted_and_then_waited_for() {
    let desk = Desk::with_vault();
    let wrong = ["vault", "unlock-check", "--folder", "vault", "--passphrase-file", "wrong"];
    for _ in 0..4 {
        desk.run(&wrong).assert_failed("not the password");
    }
    desk.run(&wrong).assert_failed("wait 15 s");
    // Not even the right one is looked at now.
    let ran = desk.on_vault(&["vault", "unlock-check"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("too many wrong passwords"), "{}", ran.stderr);
}

#[test]
fn a_backup_is_not_restored_with_a_wrong_passphrase_nor_over_anything_and_damage_is_found() {
    let desk = Desk::with_vault();
    let backup = desk.on_vault(&["vault", "backup"]).json()["backup"].as_str().unwrap().to_owned();
    let restore = |folder: &str, passphrase: &str| {
        desk.run(&["vault", "restore", "--backup", &backup, "--folder", folder, "--passphrase-file", passphrase])
    };
    restore("restored", "wrong").assert_failed("not the password");
    restore("vault", "passphrase").assert_failed("is not empty");
    assert_eq!(desk.left(), ["vault"]);

    let database = desk.path(&backup).join("vault.db");
    let mut content = std::fs::read(&database).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&database, content).unwrap();
    restore("restored", "passphrase").assert_failed("the database is damaged");
    std::fs::remove_file(desk.path(&backup).join("vault.seal")).unwrap();
    restore("restored", "passphrase").assert_failed("holds no vault");
    assert_eq!(desk.left(), ["vault"]);
    desk.on_vault(&["vault", "verify"]).json();
}

#[test]
fn a_damaged_vault_is_not_verified_and_not_backed_up() {
    let desk = Desk::with_vault();
    let database = desk.path("vault/vault.db");
    let mut content = std::fs::read(&database).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&database, content).unwrap();
    desk.on_vault(&["vault", "verify"]).assert_failed("the database is damaged");
    desk.on_vault(&["vault", "backup"]).assert_failed("the database is damaged");
    assert!(!desk.path("vault/backups").exists());
}

#[test]
fn a_vault_put_back_to_an_earlier_day_is_found_against_the_checkpoint() {
    let desk = Desk::with_vault();
    copy(&desk.path("vault"), &desk.path("earlier"));
    desk.on_vault(&["audit", "checkpoint", "--out", "checkpoint.txt"]).json();
    std::fs::remove_dir_all(desk.path("vault")).unwrap();
    std::fs::rename(desk.path("earlier"), desk.path("vault")).unwrap();
    let ran = desk.on_vault(&["audit", "verify", "--checkpoint", "checkpoint.txt"]);
    assert_eq!((ran.code, ran.stderr.lines().count()), (1, 1), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error: the audit chain has 1 fault, "), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&report["holds"], &report["findings"][0]["kind"]), (&Value::from(false), &Value::from("truncated")));
}

#[test]
fn a_checkpoint_that_cannot_be_read_or_is_of_another_vault_is_refused() {
    let desk = Desk::with_vault();
    let verify = |file: &str| desk.on_vault(&["audit", "verify", "--checkpoint", file]);
    verify("nowhere.txt").assert_failed("nowhere.txt");
    std::fs::write(desk.path("empty.txt"), "").unwrap();
    verify("empty.txt").assert_failed("line 1");
    std::fs::write(desk.path("half.txt"), "isocenter checkpoint v1\nvault 12\n").unwrap();
    verify("half.txt").assert_failed("line 2");

    let other = Desk::empty();
    other.create().json();
    other.on_vault(&["audit", "checkpoint", "--out", "foreign.txt"]).json();
    std::fs::copy(other.path("foreign.txt"), desk.path("foreign.txt")).unwrap();
    let ran = verify("foreign.txt");
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("error: the checkpoint is of another vault — "), "{}", ran.stderr);
}

#[test]
fn a_vault_that_cannot_be_made_leaves_nothing() {
    let desk = Desk::empty();
    std::fs::write(desk.path("short"), "eleven char\n").unwrap();
    let create = |folder: &str, name: &str, file: &str| {
        let first = ["--name", name, "--role", "physicist", "--passphrase-file", file];
        desk.run(&[&["vault", "create", "--folder", folder], &first[..]].concat())
    };
    create("vault", "Ada Vogt", "short").assert_failed("fewer than 12");
    create("vault", " ", "passphrase").assert_failed("a name");
    create("vault", "Ada Vogt", "nowhere").assert_failed("nowhere");
    std::fs::remove_file(desk.path("short")).unwrap();
    assert_eq!(desk.left(), Vec::<String>::new());
    std::fs::create_dir(desk.path("full")).unwrap();
    std::fs::write(desk.path("full/notes"), "mine").unwrap();
    create("full", "Ada Vogt", "passphrase").assert_failed("is not empty");
    create("passphrase", "Ada Vogt", "passphrase").assert_failed("is not empty");
    assert_eq!(desk.left(), ["full"]);
    assert_eq!(names(&desk.path("full")), ["notes"]);
}

#[test]
fn an_account_or_folder_that_is_not_there_is_named_before_any_passphrase_is_asked_for() {
    let desk = Desk::with_vault();
    desk.run(&["vault", "unlock-check", "--folder", "nowhere"]).assert_failed("nowhere holds no vault");
    desk.run(&["vault", "verify", "--folder", "vault", "--account", "Bo Lind"]).assert_failed("Bo Lind");
    let ran = desk.run(&["vault", "restore", "--backup", "nowhere", "--folder", "restored"]);
    ran.assert_failed("nowhere holds no vault");
    assert_eq!(desk.left(), ["vault"]);
}

#[test]
fn without_a_terminal_a_passphrase_must_be_given_and_a_bad_source_of_it_is_named() {
    let desk = Desk::with_vault();
    let check = |source: &[&str]| desk.run(&[&["vault", "unlock-check", "--folder", "vault"], source].concat());
    check(&[]).assert_failed("no terminal");
    check(&["--passphrase-file", "nowhere"]).assert_failed("nowhere");
    check(&["--passphrase-file", "vault"]).assert_failed("vault");
    check(&["--passphrase-fd", "0"]).assert_failed("standard input");
    std::fs::write(desk.path("blank"), "\ncorrect horse\n").unwrap();
    check(&["--passphrase-file", "blank"]).assert_failed("first line of blank");
}

#[test]
fn wrong_usage_exits_with_two() {
    let folder = ["--folder", "vault"];
    let wrong: [&[&str]; 6] = [
        &["vault"],
        &["vault", "unlock-check"],
        &["vault", "create", "--name", "Ada Vogt", "--role", "resident"],
        &["vault", "verify", "--passphrase", "correct horse battery staple"],
        &["vault", "verify", "--passphrase-fd", "0", "--passphrase-file", "passphrase"],
        &["audit", "show", "--last", "5", "--after", "5"],
    ];
    for arguments in wrong {
        let arguments = if arguments.len() > 2 { [arguments, &folder].concat() } else { arguments.to_vec() };
        let ran = run(&arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_passphrase_comes_through_a_file_descriptor() {
    let desk = Desk::with_vault();
    let check = |script: &str, descriptor: &str| {
        let output = std::process::Command::new("sh")
            .args(["-c", script, env!("CARGO_BIN_EXE_isocenter-cli")])
            .args(["vault", "unlock-check", "--json", "--folder", "vault", "--passphrase-fd", descriptor])
            .current_dir(desk.folder.path())
            .stdin(Stdio::null())
            .output();
        let ran = Ran::new(output.unwrap());
        assert_no_passphrase(&ran);
        ran
    };
    assert_eq!(check("exec \"$0\" \"$@\" 3<passphrase", "3").json()["account"], "Ada Vogt");
    assert_eq!(check("cat passphrase | \"$0\" \"$@\"", "0").json()["account"], "Ada Vogt");
    assert_eq!(check("cat passphrase | { exec 5<&0; \"$0\" \"$@\"; }", "5").json()["account"], "Ada Vogt");
    check("exec \"$0\" \"$@\"", "97").assert_failed("file descriptor 97");
}
