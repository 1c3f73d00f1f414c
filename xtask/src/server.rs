//! A small static file server for the built site: HTTP/1.1, one thread and one answer a connection, this machine only.
//!
//! It serves files of one folder below a path prefix and nothing else, so that the journeys can prove that the site works under
//! any path. Files are read anew for each request, because the GPU worker arrives while the page is open.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::process::Outcome;

/// The longest request head that is read.
const MAX_HEAD_BYTES: u64 = 16 * 1024;

/// What isolates a page.
const ISOLATION: &str =
    "Cross-Origin-Opener-Policy: same-origin\r\nCross-Origin-Embedder-Policy: require-corp\r\n";

/// What is served, and where.
#[derive(Clone)]
pub struct Site {
    /// The folder.
    pub folder: PathBuf,
    /// The path that it is found under; starts and ends with a slash.
    pub prefix: &'static str,
    /// Files whose names start so are not there; empty withholds none.
    pub withheld: &'static str,
    /// Whether its page is isolated from others: only then browsers count its memory.
    pub is_isolated: bool,
}

/// A server that runs until the process ends.
pub struct Server {
    url: String,
    thread: JoinHandle<()>,
}

impl Server {
    /// Starts to serve a site. Port 0 picks a free one.
    pub fn start(site: Site, port: u16) -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).map_err(|err| {
            format!("cannot listen on port {port}: {err}; choose another with --port")
        })?;
        let address = listener.local_addr().map_err(|err| format!("no address: {err}"))?;
        let url = format!("http://{address}{}", site.prefix);
        let thread = thread::spawn(move || accept(&listener, &site));
        Ok(Self { url, thread })
    }

    /// The address of the page.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves for ever.
    pub fn wait(self) -> Outcome {
        self.thread.join().map_err(|_| "the server stopped".to_owned())
    }
}

fn accept(listener: &TcpListener, site: &Site) {
    for stream in listener.incoming().flatten() {
        let site = site.clone();
        // A client that goes away mid-answer is no concern of ours.
        thread::spawn(move || serve(stream, &site).ok());
    }
}

fn serve(mut stream: TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let Some((method, target)) = read_head(&stream)? else { return Ok(()) };
    let answer = match method.as_str() {
        "GET" | "HEAD" => answer(&target, site),
        _ => Answer::plain("405 Method Not Allowed", "only GET and HEAD"),
    };
    write!(
        stream,
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\
         Cache-Control: no-cache\r\nX-Content-Type-Options: nosniff\r\n{}Connection: close\r\n\r\n",
        answer.status,
        answer.kind,
        answer.body.len(),
        if site.is_isolated { ISOLATION } else { "" }
    )?;
    if method == "GET" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

/// Reads the whole head; returns the method and target of its first line, or none if nothing sensible came.
fn read_head(stream: &TcpStream) -> io::Result<Option<(String, String)>> {
    let mut reader = BufReader::new(stream.take(MAX_HEAD_BYTES));
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split_ascii_whitespace();
    Ok(words.next().zip(words.next()).map(|(method, target)| (method.into(), target.into())))
}

struct Answer {
    status: &'static str,
    kind: &'static str,
    body: Vec<u8>,
}

impl Answer {
    fn plain(status: &'static str, text: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}

fn answer(target: &str, site: &Site) -> Answer {
    let not_found = || Answer::plain("404 Not Found", "there is nothing here");
    let Some(mut file) = local_file(target, site) else { return not_found() };
    if file.is_dir() {
        file.push("index.html");
    }
    fs::read(&file)
        .map_or_else(|_| not_found(), |body| Answer { status: "200 OK", kind: kind(&file), body })
}

/// The file that a request asks for, or none if it leaves the folder or the prefix, or is withheld.
fn local_file(target: &str, Site { folder, prefix, withheld, .. }: &Site) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?;
    let path = decode(path)?;
    let name = path.strip_prefix(prefix)?;
    let is_there = withheld.is_empty() || !name.starts_with(withheld);
    let relative = PathBuf::from(name);
    let stays = relative.components().all(|part| matches!(part, Component::Normal(_)));
    (is_there && stays).then(|| folder.join(relative))
}

/// Resolves `%20` and the like.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte == b'%' {
            let hex = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Site, local_file};

    #[test]
    fn requests_stay_inside_the_folder() {
        let site = Site { folder: "dist".into(), prefix: "/a/", withheld: "", is_isolated: false };
        let file = |target| local_file(target, &site);
        assert_eq!(file("/a/worker.js?v=1"), Some(PathBuf::from("dist/worker.js")));
        assert_eq!(file("/a/x%20y.js"), Some(PathBuf::from("dist/x y.js")));
        assert_eq!(file("/a/"), Some(PathBuf::from("dist/")));
        for outside in
            ["/", "/b/worker.js", "/a/../x", "/a/%2e%2e/x", "/a//etc/passwd", "/a/%zz", "/a/%"]
        {
            assert_eq!(file(outside), None, "{outside}");
        }
    }

    #[test]
    fn what_is_withheld_is_not_there() {
        let site =
            Site { folder: "dist".into(), prefix: "/", withheld: "worker_gpu", is_isolated: false };
        assert_eq!(local_file("/worker_gpu.js?v=1", &site), None);
        assert_eq!(local_file("/worker.js", &site), Some(PathBuf::from("dist/worker.js")));
    }
}
