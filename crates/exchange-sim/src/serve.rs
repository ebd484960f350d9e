//! The server on a socket, for clients that bring their own HTTP: the program, and the demo inside another process.
//!
//! Only loopback addresses are served: passwords here are public and nothing is encrypted. A connection that a
//! [`Fault`](crate::Fault) breaks is really broken: the bytes of the answer never leave.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::extract::{Request as HttpRequest, State};
use axum::response::Response as HttpResponse;
use axum::serve::{IncomingStream, Listener};
use eas::transport::{Request, Response};
use http::StatusCode;
use http::header::HOST;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

use crate::config::SimConfig;
use crate::family::Family;
use crate::http::bare;
use crate::scenario::Scenario;
use crate::sim::{Account, Lost, Sim};

/// Largest request taken; Exchange's own default is 10 MB.
const LARGEST_REQUEST: usize = 16 << 20;

/// Serves `sim` on `listener` until the future is dropped. Connections opened by then end with their answer.
pub async fn serve(sim: Sim, listener: TcpListener) -> io::Result<()> {
    let (_stop, stopped) = watch::channel(());
    serve_until(sim, listener, stopped).await
}

/// Serves until the sender of `stopped` is gone.
async fn serve_until(sim: Sim, listener: TcpListener, stopped: watch::Receiver<()>) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the simulator serves loopback addresses only",
        ));
    }
    let served = Served { sim, stopped: stopped.clone() };
    let app = Router::new().fallback(answer).with_state(served).into_make_service_with_connect_info::<Cut>();
    axum::serve(Cuttable(listener), app).with_graceful_shutdown(gone(stopped)).await
}

async fn gone(mut stopped: watch::Receiver<()>) {
    while stopped.changed().await.is_ok() {}
}

#[derive(Clone)]
struct Served {
    sim: Sim,
    stopped: watch::Receiver<()>,
}

async fn answer(
    State(served): State<Served>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: HttpRequest,
) -> HttpResponse {
    let Some(request) = read(request).await else { return write(bare(StatusCode::BAD_REQUEST)) };
    let response = tokio::select! {
        response = served.sim.respond(&request) => response,
        () = gone(served.stopped) => Err(Lost),
    };
    write(response.unwrap_or_else(|Lost| {
        cut.0.store(true, Ordering::Relaxed);
        bare(StatusCode::BAD_GATEWAY)
    }))
}

async fn read(request: HttpRequest) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let host = parts.headers.get(HOST)?.to_str().ok()?;
    let url = Url::parse(&format!("http://{host}{}", parts.uri)).ok()?;
    let body = to_bytes(body, LARGEST_REQUEST).await.ok()?;
    Some(Request { method: parts.method, url, headers: parts.headers, body })
}

fn write(response: Response) -> HttpResponse {
    let mut http = HttpResponse::new(Body::from(response.body));
    *http.status_mut() = response.status;
    *http.headers_mut() = response.headers;
    http
}

/// A connection's breaking point: once set, nothing more is written to it.
#[derive(Debug, Clone, Default)]
struct Cut(Arc<AtomicBool>);

impl Connected<IncomingStream<'_, Cuttable>> for Cut {
    fn connect_info(stream: IncomingStream<'_, Cuttable>) -> Self {
        stream.io().cut.clone()
    }
}

struct Cuttable(TcpListener);

impl Listener for Cuttable {
    type Io = CuttableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttableStream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (CuttableStream { stream, cut: Cut::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

struct CuttableStream {
    stream: TcpStream,
    cut: Cut,
}

impl CuttableStream {
    fn whole(&self) -> io::Result<()> {
        if self.cut.0.load(Ordering::Relaxed) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.whole()?;
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.whole()?;
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

/// A demo server inside this process, on a free loopback port; it stops when it is dropped.
#[derive(Debug)]
pub struct Demo {
    url: Url,
    sim: Sim,
    _stop: watch::Sender<()>,
}

impl Demo {
    /// Starts the `demo` scenario on an Exchange server. Needs a tokio runtime.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(SimConfig::new(Family::Exchange).scenario(Scenario::Demo)).await
    }

    /// Starts any other server the same way.
    pub async fn start_with(config: SimConfig) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let sim = Sim::new(config);
        let url = endpoint(&sim, listener.local_addr()?)?;
        let (stop, stopped) = watch::channel(());
        let served = serve_until(sim.clone(), listener, stopped);
        tokio::spawn(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "the demo server stopped");
            }
        });
        Ok(Self { url, sim, _stop: stop })
    }

    /// The endpoint to sign in at.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Those who can sign in; the first organizes, the second is invited.
    pub fn accounts(&self) -> Vec<Account> {
        self.sim.accounts()
    }

    /// The server itself.
    pub fn sim(&self) -> &Sim {
        &self.sim
    }
}

/// The endpoint of a server that listens at `address`.
pub fn endpoint(sim: &Sim, address: SocketAddr) -> io::Result<Url> {
    Url::parse(&format!("http://{address}{}", sim.path())).map_err(io::Error::other)
}
