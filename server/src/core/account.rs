//! Accounts, and the first administrator.

use super::Core;
use super::world::Entropy;
use crate::store::{Account, Result, SessionsOf};
use gridwalk_domain::admit::{Assignment, Role};
use gridwalk_domain::id::{AccountId, AreaId};
use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use super::Session;

const FIRST_ADMIN_NOTE: &str = "first_admin_code";
// Without 0 O 1 I L: it is read off a screen and typed.
const CODE_LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// An account to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewAccount {
    /// Made by the caller.
    pub id: AccountId,
    /// 1 to 64 characters, no blanks.
    pub username: String,
    /// 1 to 64 characters.
    pub name: String,
    /// What for.
    pub role: Role,
    /// Areas it answers for, from now on.
    pub areas: Vec<AreaId>,
    /// See [`super::password::hash`].
    pub password_hash: String,
}

impl NewAccount {
    /// Whether the names keep their limits.
    pub fn is_acceptable(&self) -> bool {
        let is_short = |text: &str| (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        is_short(&self.username)
            && is_short(&self.name)
            && !self.username.chars().any(char::is_whitespace)
            && !self.name.trim().is_empty()
    }
}

impl Core {
    /// Whether nobody can sign in yet.
    pub async fn has_no_accounts(&self) -> Result<bool> {
        Ok(self.store().count_accounts().await? == 0)
    }

    /// Makes an account with its assignments, counted from `since`.
    pub async fn add_account(&self, new: NewAccount, since: Timestamp) -> Result<Account> {
        let account = Account {
            id: new.id,
            username: new.username,
            name: new.name,
            role: new.role,
            password_hash: new.password_hash,
            created_at: since,
        };
        let assignment = |area| Assignment { area, from: since, to: None };
        let assignments: Vec<_> = new.areas.into_iter().map(assignment).collect();
        self.store().add_account(&account, &assignments).await?;
        Ok(account)
    }

    /// By username.
    pub async fn account_named(&self, username: &str) -> Result<Option<Account>> {
        self.store().account_named(username).await
    }

    /// Gives an account another password and ends its sessions on other devices; what those still hold waits for the
    /// next sign-in.
    pub async fn change_password(&self, session: &Session, password_hash: &str) -> Result<()> {
        self.store().set_password(session.account, password_hash).await?;
        self.store().end_sessions(&SessionsOf::AccountBut(session.account, session.session_id)).await
    }

    /// Gives the account an area to answer for; its epoch changes with it.
    pub async fn assign(&self, account: AccountId, area: AreaId, since: Timestamp) -> Result<()> {
        self.store().assign(account, &Assignment { area, from: since, to: None }).await
    }

    /// Takes an area from the account; events dated before are still accepted from a checked clock.
    pub async fn end_assignment(&self, account: AccountId, area: AreaId, at: Timestamp) -> Result<()> {
        self.store().end_assignment(account, area, at).await
    }

    /// Makes the one-time code by which the first administrator signs up, in place of any earlier one.
    pub async fn new_first_admin_code(&self, entropy: &dyn Entropy) -> Result<String> {
        let mut bytes = [0u8; 16];
        entropy.fill(&mut bytes);
        let code: String = bytes.iter().map(|byte| char::from(CODE_LETTERS[usize::from(*byte) % 31])).collect();
        self.store().set_note(FIRST_ADMIN_NOTE, Some(&digest(&code))).await?;
        Ok(code)
    }

    /// Makes the first administrator; `None` when the code is wrong, used, or there are accounts already.
    pub async fn claim_first_admin(&self, code: &str, new: NewAccount, now: Timestamp) -> Result<Option<Account>> {
        let expected = self.store().note(FIRST_ADMIN_NOTE).await?;
        if expected.as_deref() != Some(&digest(code)) || !self.has_no_accounts().await? {
            return Ok(None);
        }
        // Used up first: two at once with one code make one administrator at most.
        self.store().set_note(FIRST_ADMIN_NOTE, None).await?;
        self.add_account(NewAccount { role: Role::Admin, ..new }, now).await.map(Some)
    }
}

fn digest(code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    hex::encode(Sha256::digest(plain.as_bytes()))
}
