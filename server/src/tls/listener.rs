//! TCP with TLS on top, as a listener of axum's.

use axum::serve::Listener;
use rustls::ServerConfig;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

// A phone at the edge of coverage needs seconds; who needs more is not going to get through.
const HANDSHAKE_MAX: Duration = Duration::from_secs(20);

/// Handshakes run beside each other, so a slow or silent client keeps nobody waiting.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    /// Takes over a bound listener.
    ///
    /// # Errors
    /// The listener has no address.
    pub fn new(tcp: TcpListener, config: Arc<ServerConfig>) -> io::Result<Self> {
        let address = tcp.local_addr()?;
        let (sender, ready) = mpsc::channel(64);
        let accepting = tokio::spawn(accept_all(tcp, TlsAcceptor::from(config), sender));
        Ok(Self { ready, address, accepting })
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            // Only when the accepting task is gone, at shutdown: nothing comes any more.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

async fn accept_all(mut tcp: TcpListener, tls: TlsAcceptor, ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>) {
    loop {
        // This listener's own accept waits and tries again when the system is out of file handles.
        let (stream, address) = Listener::accept(&mut tcp).await;
        let (tls, ready) = (tls.clone(), ready.clone());
        tokio::spawn(async move {
            // Small answers go out at once; without it the connection still works.
            stream.set_nodelay(true).ok();
            match tokio::time::timeout(HANDSHAKE_MAX, tls.accept(stream)).await {
                // Fails when the listener is gone, and the connection with it.
                Ok(Ok(stream)) => ready.send((stream, address)).await.unwrap_or(()),
                Ok(Err(error)) => tracing::debug!(%address, %error, "TLS handshake failed"),
                Err(_) => tracing::debug!(%address, "TLS handshake took too long"),
            }
        });
    }
}
