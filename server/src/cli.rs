//! The command line.

use crate::core::{Core, MoveError, NewAccount, password};
use crate::run::{self, ServeError};
use crate::store::sqlite::SqliteStore;
use crate::store::{Store, StoreError};
use crate::system::{SystemClock, SystemEntropy};
use crate::tips::{TipError, Tips};
use crate::tls::TlsOptions;
use clap::{Args, Parser, Subcommand, ValueEnum};
use gridwalk_domain::admit::Role;
use gridwalk_domain::area::{Area, AreaLevel};
use gridwalk_domain::id::{AccountId, AreaId};
use std::io::{BufRead, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use crate::core::world::{Clock, Entropy};

/// The server of Gridwalk 巡格.
#[derive(Debug, Parser)]
#[command(name = "gridwalk-server", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until told to end (SIGTERM, Ctrl-C)
    Serve(ServeArguments),
    /// Accounts
    #[command(subcommand)]
    User(UserCommand),
    /// County, sub-districts, communities, grid cells
    #[command(subcommand)]
    Area(AreaCommand),
}

#[derive(Debug, Args)]
struct ServeArguments {
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    #[command(flatten)]
    place: PlaceArguments,
    /// Where photos go [default: photos in the data folder]
    #[arg(long)]
    photos: Option<PathBuf>,
    /// Folder of the built app; without it the API alone is served
    #[arg(long)]
    web: Option<PathBuf>,
    /// Load the demo place into an empty database, and print its accounts
    #[arg(long)]
    demo: bool,
    /// Certificate chain (PEM)
    #[arg(long, requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate (PEM)
    #[arg(long, requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Make a local authority and serve HTTPS under it
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    tls_local_ca: bool,
    /// Answer /metrics to everybody; without it, to this machine alone
    #[arg(long)]
    metrics_open: bool,
}

#[derive(Debug, Args)]
struct PlaceArguments {
    /// Folder of everything that is kept
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// SQLite file, as a path or sqlite:PATH [default: gridwalk.db in the data folder]
    #[arg(long, value_parser = sqlite_file)]
    database: Option<PathBuf>,
}

impl PlaceArguments {
    fn database(&self) -> PathBuf {
        self.database.clone().unwrap_or_else(|| self.data.join("gridwalk.db"))
    }
}

fn sqlite_file(text: &str) -> Result<PathBuf, String> {
    let path = text.strip_prefix("sqlite:").map_or(text, |path| path.strip_prefix("//").unwrap_or(path));
    match path.split_once("://") {
        Some((scheme, _)) => Err(format!("{scheme} databases are not supported by this build; SQLite is")),
        None if path.is_empty() => Err("a file is missing".to_owned()),
        None => Ok(PathBuf::from(path)),
    }
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add an account; its password is the first line of the standard input
    Add {
        #[command(flatten)]
        place: PlaceArguments,
        /// For signing in
        #[arg(long)]
        username: String,
        /// As others see it
        #[arg(long)]
        name: String,
        /// What for
        #[arg(long)]
        role: RoleArgument,
        /// Area to answer for: its id, its place code, or its name if no other has it; may be given again. An
        /// administrator without one answers for all
        #[arg(long)]
        area: Vec<String>,
        /// Said so that nobody types a password into a command line
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Name an account 举报专员 of its sub-district: it alone may then open who reported a tip, and each opening is kept
    TipKeeper {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose
        #[arg(long)]
        username: String,
        /// No longer
        #[arg(long)]
        end: bool,
    },
    /// End an account's sessions, as for a lost phone: what they still send is set aside for a person to judge
    Revoke {
        #[command(flatten)]
        place: PlaceArguments,
        /// Whose
        #[arg(long)]
        username: String,
    },
}

#[derive(Debug, Subcommand)]
enum AreaCommand {
    /// Add areas, or change those of the same id, from a JSON list of {id, parent?, level, name, code?, border?}; a
    /// server that is running takes them up with the next call
    Put {
        #[command(flatten)]
        place: PlaceArguments,
        /// The list
        #[arg(long)]
        file: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleArgument {
    Worker,
    Committee,
    Subdistrict,
    Admin,
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Worker => Self::Worker,
            RoleArgument::Committee => Self::Committee,
            RoleArgument::Subdistrict => Self::Subdistrict,
            RoleArgument::Admin => Self::Admin,
        }
    }
}

/// Why a command did not do it.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The server could not start or run on.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The database did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file of tips did not do it.
    #[error(transparent)]
    Tips(#[from] TipError),
    /// Names or password out of their limits.
    #[error("{0}")]
    Unacceptable(&'static str),
    /// No such area, or several of that name.
    #[error("no area, or more than one, is called {0}")]
    Area(String),
    /// Only administrators may go without an area.
    #[error("an account needs an area to answer for")]
    NoArea,
    /// The list of areas has not its shape.
    #[error("list of areas: {0}")]
    AreaList(#[from] serde_json::Error),
    /// An area cannot be put there.
    #[error(transparent)]
    Move(#[from] MoveError),
    /// No such account.
    #[error("no account is called {0}")]
    NoAccount(String),
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] password::HashError),
    /// Standard input or the data folder.
    #[error("{doing}: {source}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        source: std::io::Error,
    },
}

/// Does what the command line says.
///
/// # Errors
/// See [`CliError`].
pub async fn run(cli: Cli) -> Result<(), CliError> {
    match cli.command {
        Command::Serve(arguments) => serve(arguments).await,
        Command::User(UserCommand::Add { place, username, name, role, area, password_stdin: _ }) => {
            let core = open(&place).await?;
            add_user(&core, username, name, role.into(), &area).await
        }
        Command::Area(AreaCommand::Put { place, file }) => {
            let list = std::fs::read(&file).map_err(|source| CliError::File { doing: "read the list", source })?;
            let areas = serde_json::from_slice::<Vec<Area>>(&list)?;
            put_areas(&open(&place).await?, &areas).await
        }
        Command::User(UserCommand::TipKeeper { place, username, end }) => name_keeper(&place, username, !end).await,
        Command::User(UserCommand::Revoke { place, username }) => {
            let core = open(&place).await?;
            let account = core.account_named(&username).await?.ok_or(CliError::NoAccount(username))?;
            let revoked = core.revoke_sessions(account.id, SystemClock.now()).await?;
            say(&format!("{revoked} sessions of {} are revoked", account.username));
            Ok(())
        }
    }
}

async fn serve(arguments: ServeArguments) -> Result<(), CliError> {
    run::log_to_stderr();
    let tls = match (arguments.tls_cert, arguments.tls_key) {
        (Some(cert), Some(key)) => Some(TlsOptions::Files { cert, key }),
        _ if arguments.tls_local_ca => Some(TlsOptions::LocalAuthority { data: arguments.place.data.clone() }),
        _ => None,
    };
    let options = run::Options {
        listen: arguments.listen,
        database: arguments.place.database(),
        photos: arguments.photos.unwrap_or_else(|| arguments.place.data.join("photos")),
        data: arguments.place.data,
        web: arguments.web,
        is_demo: arguments.demo,
        tls,
        is_metrics_open: arguments.metrics_open,
    };
    let server = run::Server::start(options, &mut say).await?;
    say(&format!("listening on {}", server.url()));
    server.run_until_signal().await?;
    Ok(())
}

fn say(line: &str) {
    // Whoever reads may have gone; the server serves on.
    let _ = writeln!(std::io::stdout(), "{line}");
    let _ = std::io::stdout().flush();
}

async fn open(place: &PlaceArguments) -> Result<Core, CliError> {
    std::fs::create_dir_all(&place.data).map_err(|source| CliError::File { doing: "make the data folder", source })?;
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&place.database(), SystemEntropy.uuid()).await?);
    Ok(Core::open(store).await?)
}

async fn add_user(core: &Core, username: String, name: String, role: Role, areas: &[String]) -> Result<(), CliError> {
    let mut password = String::new();
    let stdin = std::io::stdin();
    stdin.lock().read_line(&mut password).map_err(|source| CliError::File { doing: "read the password", source })?;
    let password = password.trim_end_matches(['\r', '\n']);
    if !password::is_acceptable(password) {
        return Err(CliError::Unacceptable("a password has 8 characters at least, 256 bytes at most"));
    }
    let areas = match (areas, role) {
        ([], Role::Admin) => core.places().roots(),
        ([], _) => return Err(CliError::NoArea),
        _ => areas.iter().map(|area| find_area(core, area)).collect::<Result<_, _>>()?,
    };
    let id = AccountId(SystemEntropy.uuid());
    let new = NewAccount { id, username, name, role, areas, password_hash: password::hash(password, &SystemEntropy)? };
    if !new.is_acceptable() {
        return Err(CliError::Unacceptable("username and name have 1 to 64 characters, a username no blanks"));
    }
    let account = core.add_account(new, SystemClock.now()).await?;
    say(&format!("account {} is {}", account.username, account.id));
    Ok(())
}

async fn name_keeper(place: &PlaceArguments, username: String, is_one: bool) -> Result<(), CliError> {
    let core = open(place).await?;
    let account = core.account_named(&username).await?.ok_or(CliError::NoAccount(username))?;
    let held = core.store().assignments(account.id).await?;
    let own = held.iter().filter(|assignment| assignment.to.is_none()).map(|assignment| assignment.area);
    let is_subdistrict =
        |id: &AreaId| core.places().tree.get(*id).is_some_and(|area| area.level == AreaLevel::Subdistrict);
    let areas: Vec<AreaId> = own.filter(is_subdistrict).collect();
    if account.role != Role::Subdistrict || areas.is_empty() {
        return Err(CliError::Unacceptable("举报专员 is an account of a sub-district"));
    }
    let tips = Tips::open(&place.data, &SystemEntropy).await?;
    for area in areas {
        tips.name_keeper(account.id, area, SystemClock.now(), is_one).await?;
    }
    let what = if is_one { "is 举报专员 now" } else { "is 举报专员 no longer" };
    say(&format!("{} {what}", account.username));
    Ok(())
}

async fn put_areas(core: &Core, areas: &[Area]) -> Result<(), CliError> {
    let before = core.places();
    let stays = |area: &Area| before.tree.get(area.id).and_then(|known| known.parent);
    // What is there keeps its parent for now: moving it is another matter, for epochs change with it.
    let in_place = areas.iter().map(|area| match before.tree.get(area.id) {
        Some(known) => Area { parent: known.parent, moved_at: known.moved_at, ..area.clone() },
        None => area.clone(),
    });
    core.put_areas(&in_place.collect::<Vec<_>>()).await?;
    for area in areas {
        match area.parent {
            Some(parent) if before.tree.get(area.id).is_some() && stays(area) != Some(parent) => {
                core.move_area(area.id, parent, SystemClock.now()).await?;
            }
            _ => {}
        }
    }
    say(&format!("{} areas are put", areas.len()));
    Ok(())
}

fn find_area(core: &Core, text: &str) -> Result<AreaId, CliError> {
    let places = core.places();
    let is_meant =
        |area: &&Area| area.id.to_string() == text || area.code.as_deref() == Some(text) || area.name == text;
    let found: Vec<_> = places.tree.iter().filter(is_meant).map(|area| area.id).collect();
    match found[..] {
        [area] => Ok(area),
        _ => Err(CliError::Area(text.to_owned())),
    }
}
