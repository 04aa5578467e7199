//! `vault create`, `unlock-check`, `backup`, `restore`, `verify`.

use isocenter_app::Error;
use isocenter_app::commands::vault_administration::{NewVault, SignIn, VaultVerified, back_up, check, create};
use isocenter_app::commands::vault_administration::{restore, verify};

use super::audit::print_findings;
use super::{Format, Session};
use crate::args::{CreateVault, RestoreVault, Vault, VaultAccess};
use crate::{output, passphrase};

pub(super) fn run(session: &Session, command: &Vault) -> Result<(), Error> {
    match command {
        Vault::Create(arguments) => run_create(session, arguments),
        Vault::UnlockCheck(access) => run_check(session, access),
        Vault::Backup(access) => run_backup(session, access),
        Vault::Restore(arguments) => run_restore(session, arguments),
        Vault::Verify(access) => run_verify(session, access),
    }
}

/// Who signs in, as the arguments say.
pub(super) fn sign_in(access: &VaultAccess) -> SignIn {
    SignIn { folder: access.folder.clone(), account: access.account.clone() }
}

fn run_create(session: &Session, arguments: &CreateVault) -> Result<(), Error> {
    let new = NewVault { folder: arguments.folder.clone(), name: arguments.name.clone(), role: arguments.role.into() };
    let made = create(&session.application, &new, &|account| passphrase::new(&arguments.passphrase, account))?;
    match session.format {
        Format::Json => output::print_json(&made)?,
        Format::Words => {
            output::print_line(&format!("vault in {}, first account {} ({})", made.folder, made.account, made.role));
            output::print_line(&format!("recovery code: {}", made.recovery_code));
            output::print_line(
                "Print it and lock it away: it is shown only now, and opens the vault without a passphrase.",
            );
        }
    }
    Ok(())
}

fn run_check(session: &Session, access: &VaultAccess) -> Result<(), Error> {
    let checked =
        check(&session.application, &sign_in(access), &|account| passphrase::known(&access.passphrase, account))?;
    match session.format {
        Format::Json => output::print_json(&checked)?,
        Format::Words => output::print_line(&format!(
            "{} ({}) opens the vault; {} wrong passphrases before, {} audit entries",
            checked.account, checked.role, checked.failed_attempts, checked.audit_entries
        )),
    }
    Ok(())
}

fn run_backup(session: &Session, access: &VaultAccess) -> Result<(), Error> {
    let made =
        back_up(&session.application, &sign_in(access), &|account| passphrase::known(&access.passphrase, account))?;
    match session.format {
        Format::Json => output::print_json(&made)?,
        Format::Words => output::print_line(&format!("backup {} in {}", made.number, made.backup)),
    }
    Ok(())
}

fn run_restore(session: &Session, arguments: &RestoreVault) -> Result<(), Error> {
    let access = &arguments.access;
    let ask = |account: &str| passphrase::known(&access.passphrase, account);
    let verified = restore(&session.application, &arguments.backup, &sign_in(access), &ask)?;
    print_verified(session.format, &verified)
}

fn run_verify(session: &Session, access: &VaultAccess) -> Result<(), Error> {
    let verified =
        verify(&session.application, &sign_in(access), &|account| passphrase::known(&access.passphrase, account))?;
    print_verified(session.format, &verified)?;
    verified.audit.refuse_findings()
}

fn print_verified(format: Format, verified: &VaultVerified) -> Result<(), Error> {
    match format {
        Format::Json => output::print_json(verified)?,
        Format::Words => {
            output::print_line(&format!("the database in {} is sound", verified.folder));
            print_findings(&verified.audit);
        }
    }
    Ok(())
}
