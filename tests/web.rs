//! A web server of a test's own, as hostile as the test wants it.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What was asked of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub path: String,
    /// The first byte wanted, where not all are.
    pub from: Option<usize>,
    /// Requests for the path before this one.
    pub before: usize,
}

/// A server that answers every request by the same function, one request a connection.
pub struct Web {
    address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Web {
    pub fn new(
        answer: impl Fn(&Asked, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::<Asked>::new()));
        let (answer, all) = (Arc::new(answer), Arc::clone(&asked));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, all) = (Arc::clone(&answer), Arc::clone(&all));
                thread::spawn(move || {
                    let Ok(mut stream) = stream else { return };
                    // A client may go at any moment.
                    let Ok(mut one) = read(&stream) else { return };
                    {
                        let mut all = all.lock().unwrap();
                        one.before = all.iter().filter(|other| other.path == one.path).count();
                        all.push(one.clone());
                    }
                    let _ = answer(&one, &mut stream);
                });
            }
        });
        Self { address, asked }
    }

    /// A server that serves files by their paths, as servers should.
    pub fn of_files(files: Vec<(String, Vec<u8>)>) -> Self {
        Self::new(
            move |asked, to| match files.iter().find(|(path, _)| *path == asked.path) {
                Some((_, bytes)) => serve(asked, to, bytes),
                None => reply(to, "404 Not Found", &[], b"nothing"),
            },
        )
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> io::Result<Asked> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut from = None;
    for line in lines {
        let line = line?.to_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse().ok();
        }
    }
    Ok(Asked {
        path,
        from,
        before: 0,
    })
}

/// Sends a status, headers and a body. The length of the body is only said where `headers` says it.
pub fn reply(
    to: &mut TcpStream,
    status: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> io::Result<()> {
    write!(to, "HTTP/1.1 {status}\r\nConnection: close\r\n")?;
    for (name, value) in headers {
        write!(to, "{name}: {value}\r\n")?;
    }
    to.write_all(b"\r\n")?;
    to.write_all(body)?;
    to.flush()
}

/// Sends a file, or the rest of it, as a server should.
pub fn serve(asked: &Asked, to: &mut TcpStream, bytes: &[u8]) -> io::Result<()> {
    let length = |bytes: &[u8]| ("Content-Length", bytes.len().to_string());
    match asked.from {
        None => reply(to, "200 OK", &[length(bytes)], bytes),
        Some(from) if from < bytes.len() => {
            let range = format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len());
            let headers = [("Content-Range", range), length(&bytes[from..])];
            reply(to, "206 Partial Content", &headers, &bytes[from..])
        }
        Some(_) => {
            let headers = [
                ("Content-Range", format!("bytes */{}", bytes.len())),
                length(b""),
            ];
            reply(to, "416 Range Not Satisfiable", &headers, b"")
        }
    }
}

/// Says that the whole file comes, and sends the first bytes of it.
pub fn cut(to: &mut TcpStream, bytes: &[u8], after: usize) -> io::Result<()> {
    let length = ("Content-Length", bytes.len().to_string());
    reply(to, "200 OK", &[length], &bytes[..after])
}
