//! Sessions: opaque tokens of 256 bits, kept as hashes.

use super::Core;
use super::world::Entropy;
use crate::store::{Account, Result, SessionsOf, StoredSession, TokenHash};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gridwalk_domain::admit::{Actor, Role};
use gridwalk_domain::id::{AccountId, DeviceId};
use gridwalk_domain::time::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const DAY_MS: i64 = 86_400_000;

/// How long a session lasts, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionTerm(pub i64);

impl Default for SessionTerm {
    /// 30 days: a worker may be without signal for weeks.
    fn default() -> Self {
        Self(30 * DAY_MS)
    }
}

/// Who is calling.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Whose.
    pub account: AccountId,
    /// For signing in.
    pub username: String,
    /// As others see it.
    pub name: String,
    /// What for.
    pub role: Role,
    /// On which device it was opened.
    pub device: DeviceId,
    /// Names it in logs.
    pub session_id: Uuid,
    /// Account, role and assignments, for the domain's rules.
    pub actor: Actor,
    /// Revoked: what it offers is quarantined, and it reads nothing.
    pub is_revoked: bool,
    /// By the server's clock.
    pub expires_at: Timestamp,
}

/// A session just opened, with the token that only its device will have.
#[derive(Clone, Debug)]
pub struct Opened {
    /// For the cookie; 43 characters.
    pub token: String,
    /// Its session.
    pub session: Session,
}

fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

impl Core {
    /// Opens a session for an account whose password was checked.
    pub async fn open_session(
        &self,
        account: &Account,
        device: DeviceId,
        term: SessionTerm,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Opened> {
        let mut secret = [0; 32];
        entropy.fill(&mut secret);
        let token = URL_SAFE_NO_PAD.encode(secret);
        let stored = StoredSession {
            id: entropy.uuid(),
            token_hash: hash(&token),
            account: account.id,
            device,
            created_at: now,
            expires_at: now.plus_millis(term.0),
            revoked_at: None,
        };
        self.store.end_sessions(&SessionsOf::ExpiredAt(now)).await?;
        self.store.add_session(&stored).await?;
        Ok(Opened { token, session: self.describe(account, &stored).await? })
    }

    /// The session of a token; `None` when there is none or it has lapsed. A revoked one is given, marked.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<Session>> {
        self.refresh_places().await?;
        let Some(stored) = self.store.session(&hash(token)).await? else { return Ok(None) };
        if stored.expires_at <= now {
            return Ok(None);
        }
        let Some(account) = self.store.account(stored.account).await? else { return Ok(None) };
        self.describe(&account, &stored).await.map(Some)
    }

    /// Counts the term anew when a day of it has passed; says whether it did.
    pub async fn prolong(&self, session: &Session, term: SessionTerm, now: Timestamp) -> Result<bool> {
        if session.expires_at.since(now) > term.0 - DAY_MS {
            return Ok(false);
        }
        self.store.extend_session(session.session_id, now.plus_millis(term.0)).await?;
        Ok(true)
    }

    /// Signs out.
    pub async fn end_session(&self, session: &Session) -> Result<()> {
        self.store.end_sessions(&SessionsOf::Id(session.session_id)).await
    }

    /// For a lost phone: its sessions read nothing more, and what they still offer is kept for a person to judge.
    pub async fn revoke_sessions(&self, account: AccountId, now: Timestamp) -> Result<u64> {
        self.store.revoke_sessions(account, now).await
    }

    async fn describe(&self, account: &Account, stored: &StoredSession) -> Result<Session> {
        let mut assignments = self.store.assignments(account.id).await?;
        // Areas come after the first administrator, who answers for all of them unless somebody says otherwise.
        if account.role == Role::Admin && assignments.is_empty() {
            self.refresh_places().await?;
            for root in self.places().roots() {
                self.assign(account.id, root, account.created_at).await?;
            }
            assignments = self.store.assignments(account.id).await?;
        }
        let trades = self.store.trades(account.id).await?;
        Ok(Session {
            account: account.id,
            username: account.username.clone(),
            name: account.name.clone(),
            role: account.role,
            device: stored.device,
            session_id: stored.id,
            actor: Actor { account: account.id, role: account.role, assignments, trades },
            is_revoked: stored.revoked_at.is_some(),
            expires_at: stored.expires_at,
        })
    }
}
