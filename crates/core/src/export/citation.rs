//! How to cite what the page shows: the paper, and this version of Ganglion with the link.

use crate::experiment::MODEL_VERSION;

/// The paper that Ganglion follows.
const PAPER: &str = "\
@article{yan_fine_structures,
  title = {Revealing Fine Structures of the Retinal Receptive Field by Deep Learning Networks},
  author = {Yan, Qi and Zheng, Yajing and Jia, Shanshan and Zhang, Yichen and Yu, Zhaofei and Chen, Feng and Tian, Yonghong and Huang, Tiejun and Liu, Jian K.},
  journal = {IEEE Transactions on Cybernetics},
  year = {2022},
  volume = {52},
  number = {1},
  pages = {39--50},
  doi = {10.1109/TCYB.2020.2972983}
}
";

/// Of the experiment that a link is about, as BibTeX.
pub fn citation(link: &str) -> String {
    format!("{PAPER}\n{}", software(link))
}

fn software(link: &str) -> String {
    let version = env!("CARGO_PKG_VERSION");
    format!(
        "@software{{ganglion,\n  title = {{Ganglion: an explorer of a single neuron's computation}},\n  author = {{{{The Ganglion developers}}}},\n  version = {{{version}}},\n  note = {{Model version {MODEL_VERSION}}},\n  url = {{{link}}}\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::{PAPER, software};

    /// The same for whoever has the repository.
    const FILE: &str = include_str!("../../../../CITATION.cff");

    #[test]
    fn the_page_and_the_repository_cite_the_same() {
        let field = |text: &str, key: &str| {
            let line = text.lines().map(str::trim_start).find(|line| line.starts_with(key));
            let (_, value) = line.and_then(|line| line.split_once([':', '='])).unwrap_or(("", ""));
            value.trim_matches([' ', ',', '{', '}', '"']).to_owned()
        };
        let (software_part, paper_part) = FILE.split_once("references:").expect("both");
        for (ours, theirs) in [
            ("title", "title"),
            ("doi", "doi"),
            ("year", "year"),
            ("volume", "volume"),
            ("number", "issue"),
            ("journal", "journal"),
        ] {
            assert_eq!(field(PAPER, ours), field(paper_part, theirs), "{ours}");
            assert!(!field(PAPER, ours).is_empty(), "{ours}");
        }
        let (start, end) = (field(paper_part, "start"), field(paper_part, "end"));
        assert_eq!(field(PAPER, "pages"), format!("{start}--{end}"));
        let names = field(PAPER, "author");
        let theirs = paper_part.lines().filter_map(|line| line.split_once("family-names: "));
        let theirs = theirs.map(|(_, rest)| {
            let (family, given) = rest.split_once(", given-names: ").expect("a given name");
            format!("{family}, {}", given.trim_end_matches('}'))
        });
        assert_eq!(names, theirs.collect::<Vec<_>>().join(" and "));
        let software = software("#1.");
        assert_eq!(field(software_part, "version"), env!("CARGO_PKG_VERSION"));
        assert_eq!(field(&software, "version"), field(software_part, "version"));
        assert_eq!(field(&software, "author"), field(software_part, "- name"));
        assert_eq!(field(&software, "title"), field(software_part, "title"));
    }
}
