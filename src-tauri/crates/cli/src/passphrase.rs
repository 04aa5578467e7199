//! Where passphrases come from: a prompt on the terminal, a file descriptor or a file; never an argument, which others could read.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use isocenter_app::{Error, ErrorCode};
use zeroize::Zeroizing;

use crate::args::PassphraseSource;

/// Longest line that is taken for a passphrase, bytes.
const LONGEST: usize = 4096;

/// The passphrase of an account that is there.
///
/// # Errors
/// No terminal to ask on; a file or descriptor that cannot be read or begins with an empty line.
pub(crate) fn known(source: &PassphraseSource, account: &str) -> Result<Zeroizing<String>, Error> {
    match given(source)? {
        Some(passphrase) => Ok(passphrase),
        None => prompt(&format!("Passphrase of {account}: ")),
    }
}

/// The first passphrase of an account, typed twice where it is typed.
///
/// # Errors
/// As [`known`]; two that differ.
pub(crate) fn new(source: &PassphraseSource, account: &str) -> Result<Zeroizing<String>, Error> {
    if let Some(passphrase) = given(source)? {
        return Ok(passphrase);
    }
    let first = prompt(&format!("New passphrase of {account}: "))?;
    let again = prompt("The same again: ")?;
    if *first == *again {
        Ok(first)
    } else {
        Err(Error::new(ErrorCode::BadInput, "the two passphrases differ", "run it again and type the same one twice"))
    }
}

fn given(source: &PassphraseSource) -> Result<Option<Zeroizing<String>>, Error> {
    match (source.passphrase_fd, &source.passphrase_file) {
        (Some(0), _) => first_line(io::stdin().lock(), "standard input").map(Some),
        (Some(descriptor), _) => {
            let name = format!("file descriptor {descriptor}");
            first_line(open(Path::new(&format!("/dev/fd/{descriptor}")), &name)?, &name).map(Some)
        }
        (None, Some(path)) => {
            let name = path.display().to_string();
            first_line(open(path, &name)?, &name).map(Some)
        }
        (None, None) => Ok(None),
    }
}

fn prompt(text: &str) -> Result<Zeroizing<String>, Error> {
    if !io::stdin().is_terminal() {
        return Err(Error::new(
            ErrorCode::BadInput,
            "there is no terminal to ask for the passphrase on",
            "give --passphrase-file or --passphrase-fd",
        ));
    }
    rpassword::prompt_password(text).map(Zeroizing::new).map_err(|error| {
        let what = match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => "stopped before the passphrase was typed",
            _ => "the terminal cannot be asked for the passphrase",
        };
        Error::new(ErrorCode::BadInput, what, "run it again").with_detail(error.to_string())
    })
}

fn open(path: &Path, name: &str) -> Result<File, Error> {
    File::open(path).map_err(|error| unreadable(name, &error))
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    Error::new(ErrorCode::BadInput, format!("no passphrase can be read from {name}"), "check that it is there")
        .with_detail(error.to_string())
}

/// The first line without its end, and not a byte beyond it.
fn first_line(mut from: impl Read, name: &str) -> Result<Zeroizing<String>, Error> {
    let refused = |what: &str, remedy: &str| Err(Error::new(ErrorCode::BadInput, format!("{what} {name}"), remedy));
    // As large as it can become: growing would leave copies behind.
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut byte = Zeroizing::new([0]);
    loop {
        match from.read(byte.as_mut_slice()) {
            Ok(0) => break,
            Ok(_) if byte[0] == b'\n' => break,
            Ok(_) if line.len() == LONGEST => {
                return refused("there is no end to the first line of", "put the passphrase alone on it");
            }
            Ok(_) => line.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(name, &error)),
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    if line.is_empty() {
        return refused("there is no passphrase on the first line of", "put it there");
    }
    match String::from_utf8(std::mem::take(&mut *line)) {
        Ok(passphrase) => Ok(Zeroizing::new(passphrase)),
        Err(error) => {
            drop(Zeroizing::new(error.into_bytes()));
            refused("there is no UTF-8 text on the first line of", "save it as UTF-8")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
    use super::*;

    fn read(bytes: &[u8]) -> Result<String, String> {
        match first_line(bytes, "x") {
            Ok(passphrase) => Ok(passphrase.to_string()),
            Err(error) => Err(error.what().to_owned()),
        }
    }

    #[test]
    fn the_passphrase_is_the_first_line_with_its_blanks_and_without_its_end() {
        for ending in ["", "\n", "\r\n", "\nsecond line\n"] {
            assert_eq!(read(format!(" vier Wörter  und eins {ending}").as_bytes()).unwrap(), " vier Wörter  und eins ");
        }
        assert_eq!(read(&[b'x'; LONGEST]).unwrap().len(), LONGEST);
    }

    #[test]
    fn no_line_an_endless_one_and_no_text_are_refused() {
        for bytes in [&b""[..], b"\n", b"\r\nsecond"] {
            assert!(read(bytes).unwrap_err().starts_with("there is no passphrase"));
        }
        assert!(read(&[b'x'; LONGEST + 1]).unwrap_err().starts_with("there is no end"));
        assert!(read(&[0xff, 0xfe, b'\n']).unwrap_err().starts_with("there is no UTF-8"));
    }

    #[test]
    fn nothing_is_read_beyond_the_first_line() {
        let mut bytes: &[u8] = b"first\nsecond\n";
        first_line(&mut bytes, "x").unwrap();
        assert_eq!(bytes, b"second\n");
    }
}
