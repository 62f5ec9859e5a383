//! Filling an empty database with the demo place, and the words that its six people sign in with.

use super::ServeError;
use crate::core::world::Entropy;
use crate::core::{NewAccount, password};
use crate::demo::{self, DemoAccount, DemoPhoto, DemoPlace};
use crate::http::App;
use crate::photos::{NewUpload, UploadId};
use crate::tips::{NewTip, Reporter};
use bytes::Bytes;
use gridwalk_domain::time::Date;
use std::io::{self, Write};
use std::path::Path;

// The day that the place is dated by; written when loading begins, so that a load that was killed goes on with it.
const DAY_NOTE: &str = "demo_day";
const DONE_NOTE: &str = "demo_done";
const PASSWORD_FILE: &str = "demo-password";
const SEED: u64 = 8;

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
        fill(app, made.map_err(stopped)??).await?;
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
