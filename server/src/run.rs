//! A server put together and run: database, core, appender, photos, listener; and its orderly end.

mod demo;

use crate::appender::Appender;
use crate::core::world::{Clock, Entropy};
use crate::core::{Core, LoadError, SessionTerm, password};
use crate::demo::DemoError;
use crate::http::{self, App, Shared};
use crate::photos::{FolderPhotos, PhotoStoreError, StoreRegister, UploadError, Uploads};
use crate::store::FigureStore as _;
use crate::store::sqlite::SqliteStore;
use crate::store::{Store, StoreError};
use crate::system::{SystemClock, SystemEntropy};
use crate::tips::{TipError, Tips};
use crate::tls::{self, Tls, TlsError, TlsListener, TlsOptions};
use axum::Router;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use gridwalk_domain::settings::PlaceSettings;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tracing_subscriber::EnvFilter;

/// How long requests in progress may take to end after a signal.
const GRACE: Duration = Duration::from_secs(10);
const SETTLING_EVERY: Duration = Duration::from_secs(30);
const CLEANING_EVERY: Duration = Duration::from_secs(3600);
const PLACE: &str = include_str!("../../assets/catalogues/place.json");

/// Where everything is.
#[derive(Clone, Debug)]
pub struct Options {
    /// Port 0 takes any.
    pub listen: SocketAddr,
    /// Folder of everything that is kept. A `place.json` in it stands before the built-in settings.
    pub data: PathBuf,
    /// SQLite file.
    pub database: PathBuf,
    /// Photo folder.
    pub photos: PathBuf,
    /// Built app.
    pub web: Option<PathBuf>,
    /// Loads the demo place if there are no events.
    pub is_demo: bool,
    /// HTTPS.
    pub tls: Option<TlsOptions>,
    /// `/metrics` answers everybody, not this machine alone.
    pub is_metrics_open: bool,
}

/// The server could not start, or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is another program's, or not this machine's; the install page of `--tls-local-ca` takes the port after.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// A file, a folder or the listener.
    #[error("{doing}: {source}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Why not.
        source: io::Error,
    },
    /// The data folder's `place.json` has not its shape.
    #[error("place settings: {0}")]
    Settings(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The photo folder.
    #[error(transparent)]
    Photos(#[from] PhotoStoreError),
    /// The file of tips.
    #[error(transparent)]
    Tips(#[from] TipError),
    /// HTTPS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The demo place.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The demo place cannot be made.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// A photo of the demo was not taken.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// A password of the demo.
    #[error(transparent)]
    Hash(#[from] password::HashError),
}

fn not_listening(address: SocketAddr) -> impl Fn(io::Error) -> ServeError {
    move |source| ServeError::Listen { address, source }
}

fn io_error(doing: &'static str) -> impl Fn(io::Error) -> ServeError {
    move |source| ServeError::Io { doing, source }
}

/// A server that is serving.
pub struct Server {
    app: Shared,
    store: Arc<SqliteStore>,
    address: SocketAddr,
    ending: watch::Sender<bool>,
    serving: JoinHandle<io::Result<()>>,
    others: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts. `say` is given what a person at the terminal should read.
    ///
    /// # Errors
    /// See [`ServeError`].
    pub async fn start(options: Options, say: &mut (dyn FnMut(&str) + Send)) -> Result<Self, ServeError> {
        std::fs::create_dir_all(&options.data).map_err(io_error("make the data folder"))?;
        if let Some(folder) = options.database.parent() {
            std::fs::create_dir_all(folder).map_err(io_error("make the database's folder"))?;
        }
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let store = Arc::new(SqliteStore::open(&options.database, entropy.uuid()).await?);
        let settings = settings(&options.data)?;
        store.set_grading(&settings.register.grading).await?;
        let core = Arc::new(Core::open(Arc::clone(&store) as Arc<dyn Store>).await?);
        let photos = Arc::new(FolderPhotos::open(&options.photos)?);
        let register = Arc::new(StoreRegister::new(Arc::clone(core.store())));
        let photos = Uploads::new(photos, register);
        let tls = options.tls.as_ref().map(|tls| tls.load(&[], SystemClock.now().date_in_shanghai())).transpose()?;
        let (ending, shutdown) = watch::channel(false);
        let app = Arc::new(App {
            appender: Appender::new(Arc::clone(&core)),
            core,
            photos,
            web: options.web.clone(),
            settings,
            is_https: tls.is_some(),
            // Under an authority of our own the install page stays on plain HTTP.
            is_https_only: tls.as_ref().is_some_and(|tls| tls.root.is_none()),
            session_term: SessionTerm::default(),
            limiter: Default::default(),
            tries: Default::default(),
            tips: Tips::open(&options.data, entropy.as_ref()).await?,
            imports: Default::default(),
            hashing: Semaphore::new(2),
            clock: Arc::new(SystemClock),
            entropy,
            shutdown,
            metrics: http::install_metrics(),
            is_metrics_open: options.is_metrics_open,
        });
        greet(&app, options.is_demo, &options.data, say).await?;
        let tcp = TcpListener::bind(options.listen).await.map_err(not_listening(options.listen))?;
        let address = tcp.local_addr().map_err(io_error("listen"))?;
        let mut others =
            vec![tokio::spawn(clean_uploads(Arc::clone(&app))), tokio::spawn(settle_stand_ins(Arc::clone(&app)))];
        let serving = serve(tcp, address, tls, &app, say, &mut others).await?;
        tracing::warn!("no backup is set up: phones free what this database holds, and nothing else holds it");
        Ok(Self { app, store, address, ending, serving, others })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        let scheme = if self.app.is_https { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// What its handlers share.
    pub fn app(&self) -> &Shared {
        &self.app
    }

    /// Serves until SIGTERM or Ctrl-C, then ends in order.
    ///
    /// # Errors
    /// The listener broke.
    pub async fn run_until_signal(self) -> Result<(), ServeError> {
        signalled().await;
        tracing::info!("ending");
        self.end().await
    }

    /// Takes no more requests, lets those in progress end, and closes the database.
    ///
    /// # Errors
    /// The listener broke.
    pub async fn end(self) -> Result<(), ServeError> {
        let _ = self.ending.send(true);
        let abort = self.serving.abort_handle();
        let ended = tokio::time::timeout(GRACE, self.serving).await;
        abort.abort();
        for other in self.others {
            other.abort();
        }
        self.store.close().await;
        self.app.tips.close().await;
        match ended {
            Ok(Ok(served)) => served.map_err(io_error("serve")),
            // Cut off after the grace period: what was acknowledged is durable all the same.
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }
}

fn settings(data: &Path) -> Result<PlaceSettings, ServeError> {
    match std::fs::read_to_string(data.join("place.json")) {
        Ok(own) => Ok(serde_json::from_str(&own)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(serde_json::from_str(PLACE)?),
        Err(error) => Err(io_error("read place.json")(error)),
    }
}

async fn greet(app: &Shared, is_demo: bool, data: &Path, say: &mut (dyn FnMut(&str) + Send)) -> Result<(), ServeError> {
    if is_demo {
        return demo::load(app, data, say).await;
    }

    if app.core.has_no_accounts().await? {
        let code = app.core.new_first_admin_code(app.entropy.as_ref()).await?;
        say(&format!("first administrator code: {code}"));
        say("sign up with it at /#first of the address below");
    }
    Ok(())
}

async fn serve(
    tcp: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
    app: &Shared,
    say: &mut (dyn FnMut(&str) + Send),
    others: &mut Vec<JoinHandle<()>>,
) -> Result<JoinHandle<io::Result<()>>, ServeError> {
    let router = http::router(Arc::clone(app));
    let mut shutdown = app.shutdown.clone();
    let ended = async move {
        let _ = shutdown.wait_for(|ended| *ended).await;
    };
    let Some(Tls { config, root }) = tls else {
        return Ok(tokio::spawn(async move { axum::serve(tcp, peers(router)).with_graceful_shutdown(ended).await }));
    };
    let mut router = router;
    if let Some(root) = root {
        let plain = tls::install::plain_address(address);
        let plain_tcp = TcpListener::bind(plain).await.map_err(not_listening(plain))?;
        for url in tls::install::plain_urls(plain) {
            say(&format!("install the certificate on phones from {url}"));
        }
        say(&format!("certificate fingerprint: {}", root.fingerprint()));
        let page = tls::install::plain_router(root.clone(), address.port());
        others.push(tokio::spawn(async move {
            let _ = axum::serve(plain_tcp, page).await;
        }));
        router = Router::new().merge(tls::install::routes(root, address.port())).merge(router);
    }
    let listener = TlsListener::new(tcp, config).map_err(io_error("listen"))?;
    Ok(tokio::spawn(async move { axum::serve(listener, peers(router)).with_graceful_shutdown(ended).await }))
}

// Handlers may ask who is at the other end.
fn peers(router: Router) -> IntoMakeServiceWithConnectInfo<Router, http::Peer> {
    router.into_make_service_with_connect_info()
}

async fn clean_uploads(app: Shared) {
    loop {
        if let Err(error) = app.photos.clean(app.clock.now()).await {
            tracing::warn!(%error, "expired uploads stay for another hour");
        }
        tokio::time::sleep(CLEANING_EVERY).await;
    }
}

async fn settle_stand_ins(app: Shared) {
    loop {
        if let Err(error) = app.core.settle_stand_ins(app.clock.now()).await {
            tracing::warn!(%error, "stand-ins are looked at again in a while");
        }
        tokio::time::sleep(SETTLING_EVERY).await;
    }
}

async fn signalled() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

/// Logs as JSON lines on the standard error; `RUST_LOG` says how much.
pub fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tower_http=warn,sqlx=warn"));
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(io::stderr).try_init();
}
