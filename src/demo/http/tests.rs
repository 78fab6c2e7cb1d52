use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Request, Response, Server, Service};

struct Echo;

impl Service for Echo {
    fn answer(&self, request: &Request) -> Response {
        let body = format!(
            "{} {:?} {:?} {}",
            request.method, request.path, request.parameters, request.body
        );
        Response::text(200, &body)
    }
}

/// What a server answers to these bytes, to the end of the connection.
async fn told(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_request_is_taken_apart_and_answered() {
    let server = Server::start(0, Arc::new(Echo)).await.unwrap();
    assert!(server.address().ip().is_loopback());
    let answer = told(
        &server,
        b"POST /subjects/a%2Fb%20c+d?deleted=true&x=1+2 HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 9\r\n\r\nquery=u%70",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let body = r#"POST ["subjects", "a/b c+d"] [("deleted", "true"), ("x", "1 2"), ("query", "u%7")] query=u%7"#;
    assert!(answer.ends_with(body), "{answer}");
}

#[tokio::test]
async fn garbage_and_floods_end_with_a_client_error() {
    let server = Server::start(0, Arc::new(Echo)).await.unwrap();
    let answer = told(&server, b"\x00\x01\x02\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    let flood = [
        b"POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2000000\r\n\r\n".as_slice(),
        &vec![b'x'; 1 << 20],
        b"x",
    ];
    let answer = told(&server, &flood.concat()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_dropped_server_is_gone() {
    let server = Server::start(0, Arc::new(Echo)).await.unwrap();
    let address = server.address();
    let mut stream = TcpStream::connect(address).await.unwrap();
    drop(server);
    // the connection ends with it
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    assert_eq!(rest, b"");
    assert!(TcpStream::connect(address).await.is_err());
}
