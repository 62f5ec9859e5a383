//! Filling an empty database with the demo place, and the words that its six people sign in with.

use super::ServeError;
use crate::core::world::Entropy;
use crate::core::{NewAccount, ReportError, ReportPeriod, Session, password};
use crate::demo::{self, DemoAccount, DemoPhoto, DemoPlace};
use crate::http::App;
use crate::photos::{NewUpload, UploadId};
use crate::tips::{NewTip, Reporter};
use bytes::Bytes;
use gridwalk_domain::admit::Role;
use gridwalk_domain::figures::Period;
use gridwalk_domain::time::{Date, Timestamp};
use std::io::{self, Write};
use std::path::Path;

// The day that the place is dated by; written when loading begins, so that a load that was killed goes on with it.
const DAY_NOTE: &str = "demo_day";
const DONE_NOTE: &str = "demo_done";
const PASSWORD_FILE: &str = "demo-password";
const SEED: u64 = 8;
/// Months whose reports were filed.
const REPORTED_MONTHS: usize = 6;
const HOUR_MS: i64 = 3_600_000;
const WORKING_DAY_ENDS_MS: i64 = 15 * HOUR_MS;

/// Loads the demo place into an empty database (or goes on with a load that was killed), and says who can sign in. A
/// database that holds something else is left as it is.
pub async fn load(app: &App, data: &Path, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), ServeError> {
    let store = app.core.store();
    let day = store.note(DAY_NOTE).await?.and_then(|day| day.parse::<Date>().ok());
    if day.is_none() && !(app.core.has_no_accounts().await? && store.heads().await?.is_empty()) {
        say("the database holds a place of its own: the demo place is not loaded");
        return Ok(());
    }
    if store.note(DONE_NOTE).await?.is_none() {
        let day = day.unwrap_or_else(|| app.clock.now().date_in_shanghai());
        store.set_note(DAY_NOTE, Some(&day.to_string())).await?;
        let made = tokio::task::spawn_blocking(move || demo::build(day, SEED)).await;
        let stopped = |error| ServeError::Io { doing: "make the demo place", source: io::Error::other(error) };
        let place = made.map_err(stopped)??;
        let accounts = place.accounts.clone();
        fill(app, place).await?;
        file_reports(app, &accounts, day).await?;
        store.set_note(DONE_NOTE, Some("1")).await?;
    }
    greet(app, data, say).await
}

async fn fill(app: &App, place: DemoPlace) -> Result<(), ServeError> {
    app.core.put_areas(&place.areas).await?;
    for account in &place.accounts {
        add_account(app, account).await?;
    }
    for photo in &place.photos {
        upload(app, photo).await?;
    }
    let events = place.events.into_iter().map(|event| (event.envelope, event.received_at)).collect();
    let loaded = app.core.load(events).await?;
    for tip in place.tips {
        let reporter = Reporter { name: tip.name, phone: tip.phone };
        let new = NewTip { tip: tip.tip, area: tip.area, number: tip.number, secret: tip.secret, reporter };
        app.tips.keep(&new, app.entropy.as_ref()).await?;
        app.tips.name_keeper(place.keeper, new.area, app.clock.now(), true).await?;
    }
    tracing::info!(accepted = loaded.accepted, "demo place loaded");
    Ok(())
}

// 月报 of the last months: every community has filed them, but the first has yet to file the last one, and the
// sub-district wanted one of the second's again.
async fn file_reports(app: &App, accounts: &[DemoAccount], day: Date) -> Result<(), ServeError> {
    let start_day = app.settings.figures.start_day;
    let committees: Vec<_> = accounts.iter().filter(|account| account.role == Role::Committee).collect();
    let (mut year, mut month) = Period::month_of(day, start_day);
    for ago in 1..=REPORTED_MONTHS {
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
        let Some(period) = ReportPeriod::read(&format!("{year:04}-{month:02}"), start_day) else { continue };
        let filed_on = period.days.to.plus_days(2).min(day.plus_days(-1));
        let at = filed_on.start_in_shanghai().plus_millis(WORKING_DAY_ENDS_MS);
        for (place, committee) in committees.iter().enumerate().skip(usize::from(ago == 1)) {
            let is_new = file_report(app, committee, &period, at).await?;
            if is_new && ago == 1 && place == 1 {
                send_back(app, accounts, committee, &period, at.plus_millis(HOUR_MS)).await?;
                file_report(app, committee, &period, at.plus_millis(2 * HOUR_MS)).await?;
            }
        }
    }
    Ok(())
}

// Whether it was filed now; a load that was killed goes on behind what it had filed.
async fn file_report(
    app: &App,
    committee: &DemoAccount,
    period: &ReportPeriod,
    at: Timestamp,
) -> Result<bool, ServeError> {
    let Some(session) = session_of(app, committee, at).await? else { return Ok(false) };
    let Some(area) = committee.areas.first().copied() else { return Ok(false) };
    let filed = app.core.file_report(&session, area, period, app.settings.figures.start_day, at).await;
    app.core.end_session(&session).await?;
    match filed {
        Ok(_) => Ok(true),
        Err(ReportError::Filed(_)) => Ok(false),
        Err(error) => Err(ServeError::Io { doing: "file a report", source: io::Error::other(error) }),
    }
}

async fn send_back(
    app: &App,
    accounts: &[DemoAccount],
    committee: &DemoAccount,
    period: &ReportPeriod,
    at: Timestamp,
) -> Result<(), ServeError> {
    let officer = accounts.iter().find(|account| account.role == Role::Subdistrict);
    let (Some(officer), Some(area)) = (officer, committee.areas.first().copied()) else { return Ok(()) };
    let Some(session) = session_of(app, officer, at).await? else { return Ok(()) };
    let returned = app.core.return_report(&session, area, period, "宣传入户数和台账对不上，核对后再报", at).await;
    app.core.end_session(&session).await?;
    match returned {
        Ok(_) | Err(ReportError::NotFiled) => Ok(()),
        Err(error) => Err(ServeError::Io { doing: "return a report", source: io::Error::other(error) }),
    }
}

async fn session_of(app: &App, account: &DemoAccount, at: Timestamp) -> Result<Option<Session>, ServeError> {
    let Some(known) = app.core.account_named(&account.username).await? else { return Ok(None) };
    let opened = app.core.open_session(&known, account.device, app.session_term, at, app.entropy.as_ref()).await?;
    Ok(Some(opened.session))
}

async fn add_account(app: &App, account: &DemoAccount) -> Result<(), ServeError> {
    if app.core.account_named(&account.username).await?.is_some() {
        return Ok(());
    }
    let new = NewAccount {
        id: account.id,
        username: account.username.clone(),
        name: account.name.clone(),
        role: account.role,
        areas: account.areas.clone(),
        // No password has it: the six get theirs in `greet`, the others never.
        password_hash: String::new(),
    };
    app.core.add_account(new, account.since).await?;
    Ok(())
}

async fn upload(app: &App, photo: &DemoPhoto) -> Result<(), ServeError> {
    let now = app.clock.now();
    let Some(first) = photo.uploaders.first().copied() else { return Ok(()) };
    let new = NewUpload {
        sha256: photo.hash,
        size_bytes: photo.bytes.len() as u64,
        media_type: Some("image/jpeg".to_owned()),
        metadata: String::new(),
    };
    let id = UploadId::from_random(app.entropy.uuid().as_u128());
    let progress = app.photos.create(id, first, new, now).await?;
    if !progress.done {
        app.photos.append(id, first, 0, Bytes::from_static(photo.bytes), now).await?;
    }
    app.photos.terminate(id, first, now).await?;
    for uploader in photo.uploaders.iter().skip(1) {
        app.core.store().photo_uploaded(photo.hash, *uploader, now).await?;
    }
    Ok(())
}

async fn greet(app: &App, data: &Path, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), ServeError> {
    let path = data.join(PASSWORD_FILE);
    let word = match std::fs::read_to_string(&path) {
        Ok(word) => word.trim().to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let word = new_word(app.entropy.as_ref());
            set_passwords(app, &word).await?;
            keep(&path, &word).map_err(|source| ServeError::Io { doing: "keep the demo password", source })?;
            word
        }
        Err(source) => return Err(ServeError::Io { doing: "read the demo password", source }),
    };
    say("demo accounts: worker1 worker2 (网格员), committee1 committee2 (社区), subdistrict1 (街道), admin1 (管理员)");
    say(&format!("demo password: {word}"));
    Ok(())
}

async fn set_passwords(app: &App, word: &str) -> Result<(), ServeError> {
    for username in ["worker1", "worker2", "committee1", "committee2", "subdistrict1", "admin1"] {
        if let Some(account) = app.core.account_named(username).await? {
            let hash = password::hash(word, app.entropy.as_ref())?;
            app.core.store().set_password(account.id, &hash).await?;
        }
    }
    Ok(())
}

// Four syllables and two digits: easily read out and typed on a phone.
fn new_word(entropy: &dyn Entropy) -> String {
    const CONSONANTS: &[u8; 16] = b"bdfghjkmnprstvwz";
    const VOWELS: &[u8; 4] = b"aeiu";
    let mut bytes = [0u8; 10];
    entropy.fill(&mut bytes);
    let (syllables, digits) = bytes.split_at(8);
    let mut word = String::new();
    for [consonant, vowel] in syllables.as_chunks::<2>().0 {
        word.push(char::from(CONSONANTS[usize::from(consonant % 16)]));
        word.push(char::from(VOWELS[usize::from(vowel % 4)]));
    }
    word.extend(digits.iter().map(|digit| char::from(b'2' + digit % 8)));
    word
}

fn keep(path: &Path, word: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    writeln!(options.open(path)?, "{word}")
}
