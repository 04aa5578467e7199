//! Names of accounts.

use isocenter_store::{AccountId, AccountRow};

/// The name of an account; empty for none, as when the program acted or nobody is signed in by name.
pub(crate) fn name_of(accounts: &[AccountRow], account: Option<AccountId>) -> String {
    let named = account.and_then(|account| accounts.iter().find(|row| row.id == account));
    named.map(|row| row.display_name.clone()).unwrap_or_default()
}
