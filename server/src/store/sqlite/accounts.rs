//! Accounts, assignments, sessions.

use super::convert::{from_word, hash, time};
use super::*;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

pub async fn add(
    mut transaction: Transaction<'static, Sqlite>,
    account: &Account,
    assignments: &[Assignment],
) -> Result<()> {
    let added = sqlx::query(
        "INSERT INTO accounts (id, username, name, role, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(account.id.0)
    .bind(&account.username)
    .bind(&account.name)
    .bind(word(&account.role))
    .bind(&account.password_hash)
    .bind(account.created_at.millis())
    .execute(&mut *transaction)
    .await;
    match added {
        Ok(_) => {}
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(StoreError::NameTaken { username: account.username.clone() });
        }
        Err(error) => return Err(unavailable("add an account")(error)),
    }
    for assignment in assignments {
        assign(&mut transaction, account.id, assignment).await?;
    }
    transaction.commit().await.map_err(unavailable("add an account"))
}

fn account(row: SqliteRow) -> Result<Account> {
    Ok(Account {
        id: AccountId(row.get("id")),
        username: row.get("username"),
        name: row.get("name"),
        role: from_word("role", row.get("role"))?,
        password_hash: row.get("password_hash"),
        created_at: time(&row, "created_at"),
    })
}

pub async fn named(readers: &SqlitePool, username: &str) -> Result<Option<Account>> {
    let row = sqlx::query("SELECT * FROM accounts WHERE username = $1").bind(username).fetch_optional(readers).await;
    row.map_err(unavailable(DOING_READ))?.map(account).transpose()
}

pub async fn by_id(readers: &SqlitePool, id: AccountId) -> Result<Option<Account>> {
    let row = sqlx::query("SELECT * FROM accounts WHERE id = $1").bind(id.0).fetch_optional(readers).await;
    row.map_err(unavailable(DOING_READ))?.map(account).transpose()
}

pub async fn count(readers: &SqlitePool) -> Result<u64> {
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM accounts")
        .fetch_one(readers)
        .await
        .map_err(unavailable(DOING_READ))?;
    Ok(count as u64)
}

pub async fn set_password(writer: &SqlitePool, id: AccountId, password_hash: &str) -> Result<()> {
    sqlx::query("UPDATE accounts SET password_hash = $2 WHERE id = $1")
        .bind(id.0)
        .bind(password_hash)
        .execute(writer)
        .await
        .map_err(unavailable("set a password"))?;
    Ok(())
}

pub async fn assignments(readers: &SqlitePool, id: AccountId) -> Result<Vec<Assignment>> {
    let rows = sqlx::query("SELECT area, since, until FROM assignments WHERE account = $1 ORDER BY rowid")
        .bind(id.0)
        .fetch_all(readers)
        .await
        .map_err(unavailable(DOING_READ))?;
    let read = |row: SqliteRow| Assignment {
        area: AreaId(row.get("area")),
        from: time(&row, "since"),
        to: row.get::<Option<i64>, _>("until").map(Timestamp::from_millis),
    };
    Ok(rows.into_iter().map(read).collect())
}

pub async fn assign(writer: &mut SqliteConnection, id: AccountId, assignment: &Assignment) -> Result<()> {
    sqlx::query("INSERT INTO assignments (account, area, since, until) VALUES ($1, $2, $3, $4)")
        .bind(id.0)
        .bind(assignment.area.0)
        .bind(assignment.from.millis())
        .bind(assignment.to.map(Timestamp::millis))
        .execute(writer)
        .await
        .map_err(unavailable("assign"))?;
    Ok(())
}

pub async fn end_assignment(writer: &SqlitePool, id: AccountId, area: AreaId, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE assignments SET until = $3 WHERE account = $1 AND area = $2 AND until IS NULL")
        .bind(id.0)
        .bind(area.0)
        .bind(at.millis())
        .execute(writer)
        .await
        .map_err(unavailable("end an assignment"))?;
    Ok(())
}

pub async fn people(readers: &SqlitePool, id: AccountId) -> Result<Vec<Person>> {
    let rows = sqlx::query(
        "WITH held (account, area) AS (
            SELECT account, area FROM assignments WHERE until IS NULL
            UNION SELECT account, area FROM trades WHERE until IS NULL)
         SELECT id, name, role, (SELECT group_concat(hex(own.area)) FROM assignments own
            WHERE own.account = accounts.id AND own.until IS NULL) AS areas
         FROM accounts WHERE id IN (
            SELECT theirs.account FROM held own
            JOIN area_closure near ON near.ancestor = own.area OR near.descendant = own.area
            JOIN held theirs
                ON theirs.area = CASE WHEN near.ancestor = own.area THEN near.descendant ELSE near.ancestor END
            WHERE own.account = $1)
         ORDER BY name, id",
    )
    .bind(id.0)
    .fetch_all(readers)
    .await
    .map_err(unavailable(DOING_READ))?;
    let read = |row: SqliteRow| {
        let areas: Option<String> = row.get("areas");
        let areas = areas.iter().flat_map(|areas| areas.split(',')).filter_map(|area| area.parse().ok()).collect();
        let (id, name) = (AccountId(row.get("id")), row.get("name"));
        Ok(Person { id, name, role: from_word("role", row.get("role"))?, areas })
    };
    rows.into_iter().map(read).collect()
}

pub async fn add_session(writer: &SqlitePool, session: &StoredSession) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id, token_hash, account, device, created_at, expires_at, revoked_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(session.id)
    .bind(&session.token_hash[..])
    .bind(session.account.0)
    .bind(session.device.0)
    .bind(session.created_at.millis())
    .bind(session.expires_at.millis())
    .bind(session.revoked_at.map(Timestamp::millis))
    .execute(writer)
    .await
    .map_err(unavailable("add a session"))?;
    Ok(())
}

pub async fn session(readers: &SqlitePool, token_hash: &TokenHash) -> Result<Option<StoredSession>> {
    let row = sqlx::query("SELECT * FROM sessions WHERE token_hash = $1").bind(&token_hash[..]);
    let read = |row: SqliteRow| {
        Ok(StoredSession {
            id: row.get("id"),
            token_hash: hash(&row, "token_hash")?,
            account: AccountId(row.get("account")),
            device: gridwalk_domain::id::DeviceId(row.get("device")),
            created_at: time(&row, "created_at"),
            expires_at: time(&row, "expires_at"),
            revoked_at: row.get::<Option<i64>, _>("revoked_at").map(Timestamp::from_millis),
        })
    };
    row.fetch_optional(readers).await.map_err(unavailable(DOING_READ))?.map(read).transpose()
}

pub async fn extend_session(writer: &SqlitePool, id: Uuid, expires_at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE sessions SET expires_at = $2 WHERE id = $1")
        .bind(id)
        .bind(expires_at.millis())
        .execute(writer)
        .await
        .map_err(unavailable("extend a session"))?;
    Ok(())
}

pub async fn end_sessions(writer: &SqlitePool, which: &SessionsOf) -> Result<()> {
    let query = match which {
        SessionsOf::Id(id) => sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id),
        SessionsOf::AccountBut(account, kept) => {
            sqlx::query("DELETE FROM sessions WHERE account = $1 AND id <> $2").bind(account.0).bind(kept)
        }
        SessionsOf::ExpiredAt(now) => sqlx::query("DELETE FROM sessions WHERE expires_at <= $1").bind(now.millis()),
    };
    query.execute(writer).await.map_err(unavailable("end sessions"))?;
    Ok(())
}

pub async fn revoke_sessions(writer: &SqlitePool, account: AccountId, at: Timestamp) -> Result<u64> {
    let revoked = sqlx::query("UPDATE sessions SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL")
        .bind(account.0)
        .bind(at.millis())
        .execute(writer)
        .await
        .map_err(unavailable("revoke sessions"))?;
    Ok(revoked.rows_affected())
}
