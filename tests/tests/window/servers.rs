//! Addresses that somebody may enter by mistake.

use std::net::TcpListener as Listener;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A web server that answers everything with a page that says hello, as webmail does at many addresses. It serves
/// as long as the test's runtime runs.
pub async fn web_page() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            tokio::spawn(async move {
                // The heads of the requests asked here are small; a body is left unread.
                let mut request = [0; 4096];
                let _ = client.read(&mut request).await;
                let _ = client.write_all(PAGE.as_bytes()).await;
                let _ = client.shutdown().await;
            });
        }
    });
    Ok(address)
}

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n\
    Content-Length: 48\r\n\r\n<!doctype html><title>Webmail</title><h1>Hi</h1>";

/// An address at which nobody listens.
pub fn nobody() -> Result<String> {
    // Taken, looked at and given back.
    Ok(format!("http://{}", Listener::bind(("127.0.0.1", 0))?.local_addr()?))
}
