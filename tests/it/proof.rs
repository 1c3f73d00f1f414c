//! Links that say what their experiment gives, and whether it does.

use std::sync::OnceLock;

use ganglion::native::run;
use ganglion_core::{
    config::Draft,
    engine::cpu::CpuEngines,
    experiment::{MODEL_VERSION, Proof, Report, Verdict},
    link,
};
use ganglion_figures::figure::{FigureRequest, FigureResponse, FigureSet};
use proptest::prelude::*;

const LINK: &str = "#1.frames=3000&test=1000&nmax=2&restarts=1&epochs=1";

fn report_of(link: &str) -> Report {
    let config = link::decode(link).draft.check().expect("a decoded link passes the check");
    run(config, 1, || CpuEngines, |_| ()).expect("it runs").report
}

fn report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| report_of(LINK))
}

fn proof() -> Proof {
    Proof::of_report(&report().to_json()).expect("a report")
}

fn verdict(of: Proof) -> Verdict {
    of.verdict(&proof())
}

#[test]
fn the_same_link_proves_itself_to_the_bit_whatever_is_looked_at() {
    let draft = link::decode(LINK).draft;
    let draft = Draft { expected: proof().to_text(), reveal: true, ..draft };
    let decoded = link::decode(&link::encode(&draft));
    assert_eq!(decoded.warnings, Vec::<String>::new());
    let expected = Proof::of_text(&decoded.draft.expected).expect("it was just written");
    let again = report_of(&link::encode(&decoded.draft));
    let again = Proof::of_report(&again.to_json()).expect("a report");
    let verdict = expected.verdict(&again);
    assert!(matches!(verdict, Verdict::SameBits(_)), "{verdict:?}");
    assert!(verdict.words().contains("All 2 networks"), "{}", verdict.words());
}

#[test]
fn an_expectation_that_was_changed_is_caught() {
    let found = verdict(Proof { correlations: [999, 999], ..proof() });
    assert!(
        matches!(&found, Verdict::Different(words) if words.contains("were changed")),
        "{found:?}"
    );
    let found = verdict(Proof { bits: "0123456789abcdef".to_owned(), ..proof() });
    assert!(
        matches!(&found, Verdict::Different(words) if words.contains("the bits differ")),
        "{found:?}"
    );
    let found = verdict(Proof { num_networks: 7, ..proof() });
    assert!(
        matches!(&found, Verdict::Different(words) if words.contains("7 networks")),
        "{found:?}"
    );
    let found = verdict(Proof { settings: "0123456789abcdef".to_owned(), ..proof() });
    assert!(matches!(found, Verdict::OtherSettings(_)), "{found:?}");
}

#[test]
fn other_engines_and_versions_agree_within_a_tolerance_and_say_where_the_numbers_come_from() {
    let bits = "0123456789abcdef".to_owned();
    let [best, mean] = proof().correlations;
    let near = [best + 15, mean - 10];
    let found = verdict(Proof { is_cpu: false, bits: bits.clone(), correlations: near, ..proof() });
    assert!(matches!(&found, Verdict::Close(words) if words.contains("WebGPU")), "{found:?}");
    let far = [best + 40, mean];
    let found = verdict(Proof { is_cpu: false, bits: bits.clone(), correlations: far, ..proof() });
    assert!(matches!(&found, Verdict::Different(words) if words.contains(".020")), "{found:?}");
    let version = MODEL_VERSION + 1;
    let found = verdict(Proof { model_version: version, bits, correlations: near, ..proof() });
    let says = format!("version {version} of the model");
    assert!(matches!(&found, Verdict::Close(words) if words.contains(&says)), "{found:?}");
    assert!(found.words().contains("Load the page again"), "{found:?}");
}

#[test]
fn where_numbers_come_from_is_a_sentence_for_every_engine_and_version() {
    let bits = "0123456789abcdef".to_owned();
    for is_cpu in [true, false] {
        let found = verdict(Proof { is_cpu, model_version: 0, bits: bits.clone(), ..proof() });
        let engine = if is_cpu { "the CPU" } else { "WebGPU, whose bits depend on the adapter," };
        let says = format!(
            "The link was made on {engine} with version 0 of the model; this page has version {MODEL_VERSION}, whose results may differ."
        );
        assert!(matches!(&found, Verdict::Close(words) if words.ends_with(&says)), "{found:?}");
    }
}

#[test]
fn what_another_version_expects_is_said_before_the_run() {
    let of = |model_version: u32| Proof { model_version, ..proof() }.to_text();
    assert_eq!(Proof::outlook(&of(MODEL_VERSION)), None);
    let older = Proof::outlook(&of(0)).expect("it was made by an older version");
    for words in ["version 0 of the model", "approximately", ".020"] {
        assert!(older.contains(words), "{older}");
    }
    assert!(older.contains(&format!("this page has version {MODEL_VERSION}")), "{older}");
    let newer = Proof::outlook(&of(MODEL_VERSION + 1)).expect("it was made by a newer version");
    assert!(newer.contains("Load the page again") && newer.contains("approximately"), "{newer}");
    let unreadable = Proof::outlook("1c.nonsense").expect("it can't be compared");
    assert!(unreadable.contains("cannot be read"), "{unreadable}");
}

#[test]
fn the_figure_set_gives_the_page_its_text_and_its_verdict() {
    let mut figures = FigureSet::default();
    let json = report().to_json();
    let expected = proof().to_text();
    let request = |expected: &str| FigureRequest::Prove {
        report: json.clone(),
        expected: expected.to_owned(),
    };
    let FigureResponse::Verdict { words, is_compared: true } = figures.answer(request(&expected))
    else {
        panic!("no verdict");
    };
    assert!(words.starts_with("Reproduced: the same bits."), "{words}");
    let FigureResponse::Verdict { is_compared: false, .. } = figures.answer(request("nonsense"))
    else {
        panic!("nonsense was compared");
    };
    let foresee = |expected: &str| FigureRequest::Foresee { expected: expected.to_owned() };
    assert!(matches!(figures.answer(foresee(&expected)), FigureResponse::Nothing));
    let FigureResponse::Text(words) = figures.answer(foresee("nonsense")) else {
        panic!("nothing is said of nonsense");
    };
    assert_eq!(words, Proof::unread());
}

proptest! {
    #[test]
    fn a_proof_survives_its_text(
        model_version: u32, is_cpu: bool, settings in "[0-9a-f]{16}", num_networks: u32,
        bits in "[0-9a-f]{16}", correlations: [i32; 2],
    ) {
        let proof = Proof { model_version, is_cpu, settings, num_networks, bits, correlations };
        prop_assert_eq!(Proof::of_text(&proof.to_text()), Some(proof));
    }

    #[test]
    fn no_text_makes_a_proof_panic(text in "[0-9a-f.cg-]{0,80}|\\PC{0,60}") {
        drop(Proof::of_text(&text));
    }
}
