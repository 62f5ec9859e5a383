//! Who reported a tip (R36): apart from everything else that the server keeps.
//!
//! A file of its own beside the database (`tips.db`), so that no query of the ledger, no export and no figure can reach
//! it; in it, name and telephone are sealed by a key in another file (`tips.key`), so that a copy of the database tells
//! nobody. Whoever may open one (举报专员) is named by the administrator, and the same transaction that hands out the
//! sealed bytes writes down who asked, when and why.
//!
//! Absences: no HTTP, no events; nothing here is logged but ids.

mod seal;

use crate::core::world::Entropy;
use crate::tips::seal::Sealer;
use gridwalk_domain::id::{AccountId, AreaId, TaskId};
use gridwalk_domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteRow, SqliteSynchronous};
use sqlx::{Row as _, SqlitePool};
use std::path::Path;
use uuid::Uuid;

const FILE: &str = "tips.db";
static MIGRATIONS: Migrator = sqlx::migrate!("migrations/tips");

/// Who reported: as typed, and nowhere unsealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Reporter {
    /// As given.
    pub name: String,
    /// As given.
    pub phone: String,
}

impl Reporter {
    /// Nothing was left.
    pub fn is_nobody(&self) -> bool {
        self.name.is_empty() && self.phone.is_empty()
    }
}

/// A tip as it comes in, with what only this file keeps.
#[derive(Clone, Debug)]
pub struct NewTip {
    /// Which.
    pub tip: TaskId,
    /// Its sub-district.
    pub area: AreaId,
    /// As the reporter is told.
    pub number: String,
    /// As the reporter's page made it.
    pub secret: String,
    /// Who reported.
    pub reporter: Reporter,
}

/// That somebody opened a sealed reporter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Whose account.
    pub by: AccountId,
    /// By the server's clock.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What an officer may know of a tip's reporter without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Whether anything was left.
    pub is_somebody: bool,
    /// Whether this account may open it.
    pub may_open: bool,
    /// Whether the sub-district has a 举报专员 at all.
    pub has_keeper: bool,
    /// Who did, the oldest first.
    pub openings: Vec<Opening>,
}

/// It was not done; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TipError {
    /// The file.
    #[error("file of tips: {0}")]
    Store(#[from] sqlx::Error),
    /// Its shape.
    #[error("file of tips: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The key's file.
    #[error("key of tips: {0}")]
    Key(#[from] std::io::Error),
    /// Sealed by another key, or damaged.
    #[error("sealed by another key, or damaged")]
    NotOurs,
    /// The tip is there with another secret.
    #[error("a tip of another secret")]
    AnotherSecret,
}

/// The file and its key.
pub struct Tips {
    pool: SqlitePool,
    sealer: Sealer,
}

impl Tips {
    /// Opens file and key in the data folder, making them at the first start.
    ///
    /// # Errors
    /// One of them cannot be read or written.
    pub async fn open(data: &Path, entropy: &dyn Entropy) -> Result<Self, TipError> {
        let sealer = Sealer::open(data, entropy)?;
        let options = SqliteConnectOptions::new()
            .filename(data.join(FILE))
            .create_if_missing(true)
            .synchronous(SqliteSynchronous::Full);
        // One connection: what one writes the next reads, and tips are few.
        let pool = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(options).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool, sealer })
    }

    /// Keeps a new tip; gives its number. One that is there already keeps the number that it has.
    ///
    /// # Errors
    /// [`TipError::AnotherSecret`] when it is there with another secret.
    pub async fn keep(&self, new: &NewTip, entropy: &dyn Entropy) -> Result<String, TipError> {
        let sealed = match new.reporter.is_nobody() {
            true => None,
            false => {
                let plain = serde_json::to_vec(&new.reporter).map_err(|_| TipError::NotOurs)?;
                Some(self.sealer.seal(new.tip.0.as_bytes(), &plain, entropy)?)
            }
        };
        sqlx::query(
            "INSERT INTO tips (tip, area, number, secret_hash, sealed) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (tip) DO NOTHING",
        )
        .bind(new.tip.0)
        .bind(new.area.0)
        .bind(&new.number)
        .bind(&hash(&new.number, &new.secret)[..])
        .bind(sealed)
        .execute(&self.pool)
        .await?;
        let number: String =
            sqlx::query_scalar("SELECT number FROM tips WHERE tip = $1").bind(new.tip.0).fetch_one(&self.pool).await?;
        match self.find(&number, &new.secret).await? {
            Some(_) => Ok(number),
            None => Err(TipError::AnotherSecret),
        }
    }

    /// The tip of a number and its secret.
    ///
    /// # Errors
    /// The file.
    pub async fn find(&self, number: &str, secret: &str) -> Result<Option<TaskId>, TipError> {
        let tip: Option<Uuid> = sqlx::query_scalar("SELECT tip FROM tips WHERE number = $1 AND secret_hash = $2")
            .bind(number)
            .bind(&hash(number, secret)[..])
            .fetch_optional(&self.pool)
            .await?;
        Ok(tip.map(TaskId))
    }

    /// Names somebody 举报专员 of a sub-district, or, with `until`, no longer.
    ///
    /// # Errors
    /// The file.
    pub async fn name_keeper(
        &self,
        account: AccountId,
        area: AreaId,
        at: Timestamp,
        is_one: bool,
    ) -> Result<(), TipError> {
        sqlx::query("UPDATE keepers SET until = $3 WHERE account = $1 AND area = $2 AND until IS NULL")
            .bind(account.0)
            .bind(area.0)
            .bind(at.millis())
            .execute(&self.pool)
            .await?;
        if is_one {
            sqlx::query("INSERT INTO keepers (account, area, since) VALUES ($1, $2, $3)")
                .bind(account.0)
                .bind(area.0)
                .bind(at.millis())
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// What may be known of a tip's reporter without opening it; `None` where there is no such tip.
    ///
    /// # Errors
    /// The file.
    pub async fn sealed(&self, account: AccountId, tip: TaskId) -> Result<Option<Sealed>, TipError> {
        let row = sqlx::query(
            "SELECT sealed IS NOT NULL AS is_somebody,
                EXISTS (SELECT 1 FROM keepers k WHERE k.area = tips.area AND k.until IS NULL) AS has_keeper,
                EXISTS (SELECT 1 FROM keepers k WHERE k.area = tips.area AND k.until IS NULL AND k.account = $2) AS may_open
             FROM tips WHERE tip = $1",
        )
        .bind(tip.0)
        .bind(account.0)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let openings = sqlx::query("SELECT account, at, reason FROM openings WHERE tip = $1 ORDER BY at, rowid")
            .bind(tip.0)
            .fetch_all(&self.pool)
            .await?;
        let opening = |row: SqliteRow| Opening {
            by: AccountId(row.get("account")),
            at: Timestamp::from_millis(row.get("at")),
            reason: row.get("reason"),
        };
        Ok(Some(Sealed {
            is_somebody: row.get("is_somebody"),
            may_open: row.get("may_open"),
            has_keeper: row.get("has_keeper"),
            openings: openings.into_iter().map(opening).collect(),
        }))
    }

    /// Opens a reporter for a 举报专员 of the tip's sub-district, once the opening is written down in the same
    /// transaction; `None` for anybody else.
    ///
    /// # Errors
    /// The file, or it was sealed by another key: then the opening is written down all the same.
    pub async fn reporter(&self, tip: TaskId, opening: &Opening) -> Result<Option<Reporter>, TipError> {
        let mut transaction = self.pool.begin().await?;
        let row = sqlx::query(
            "SELECT sealed FROM tips WHERE tip = $1
             AND EXISTS (SELECT 1 FROM keepers k WHERE k.area = tips.area AND k.until IS NULL AND k.account = $2)",
        )
        .bind(tip.0)
        .bind(opening.by.0)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        sqlx::query("INSERT INTO openings (tip, account, at, reason) VALUES ($1, $2, $3, $4)")
            .bind(tip.0)
            .bind(opening.by.0)
            .bind(opening.at.millis())
            .bind(&opening.reason)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let Some(sealed) = row.get::<Option<Vec<u8>>, _>("sealed") else { return Ok(Some(Reporter::default())) };
        let plain = self.sealer.open_sealed(tip.0.as_bytes(), &sealed)?;
        serde_json::from_slice(&plain).map(Some).map_err(|_| TipError::NotOurs)
    }

    /// Ends the connection; everything is in the file then.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

// The number is hashed with it: equal secrets of two tips look unlike.
fn hash(number: &str, secret: &str) -> [u8; 32] {
    Sha256::digest(format!("{number}\n{secret}").as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;

    fn tip(n: u128, name: &str) -> NewTip {
        NewTip {
            tip: TaskId(Uuid::from_u128(n)),
            area: AreaId(Uuid::from_u128(2)),
            number: format!("20261123-{n}"),
            secret: "ABCDEFGHJK".into(),
            reporter: Reporter { name: name.into(), phone: "13000009999".into() },
        }
    }

    #[tokio::test]
    async fn a_reporter_is_opened_by_its_keeper_alone_and_every_opening_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let tips = Tips::open(folder.path(), &SystemEntropy).await.unwrap();
        let one = tip(7, "举报人甲");
        assert_eq!(tips.keep(&one, &SystemEntropy).await.unwrap(), "20261123-7");
        let again = NewTip { number: "20261123-8".into(), ..one.clone() };
        assert_eq!(tips.keep(&again, &SystemEntropy).await.unwrap(), "20261123-7", "sent again it is the same tip");
        let foreign = NewTip { secret: "another".into(), ..one.clone() };
        assert!(matches!(tips.keep(&foreign, &SystemEntropy).await, Err(TipError::AnotherSecret)));
        let (keeper, other) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(9)));
        let at = Timestamp::from_millis(1_000);
        let opening = |by| Opening { by, at, reason: "发奖励".into() };
        assert_eq!(tips.reporter(one.tip, &opening(keeper)).await.unwrap(), None, "nobody is named yet");
        tips.name_keeper(keeper, one.area, at, true).await.unwrap();
        assert_eq!(tips.reporter(one.tip, &opening(other)).await.unwrap(), None);
        assert_eq!(tips.reporter(one.tip, &opening(keeper)).await.unwrap(), Some(one.reporter.clone()));
        let sealed = tips.sealed(other, one.tip).await.unwrap().unwrap();
        assert_eq!((sealed.is_somebody, sealed.may_open, sealed.has_keeper), (true, false, true));
        assert_eq!(sealed.openings, [opening(keeper)], "tries that opened nothing are not openings");
        tips.name_keeper(keeper, one.area, at, false).await.unwrap();
        assert_eq!(tips.reporter(one.tip, &opening(keeper)).await.unwrap(), None, "no longer named");
        tips.close().await;
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert!(!holds("举报人甲") && !holds("13000009999") && !holds("ABCDEFGHJK"));
        }
    }
}
