//! What is remarkable about a result, and where it departs from the paper: sentences with numbers.

use serde::{Deserialize, Serialize};

use crate::{
    config::{Config, DenseSign, Layout, OutputUnit, Placement},
    experiment::EmergenceRow,
    network::Parameters,
    statistics::cosine,
    t,
    units::share,
};

/// A remark beside a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// What the paper says, if it says otherwise.
    pub paper: Option<String>,
    /// What is seen here, and why.
    pub here: String,
}

impl Remark {
    /// All of it, as a sentence.
    pub fn text(&self) -> String {
        match &self.paper {
            Some(paper) => {
                t!("The paper says {paper}. Here {here}", paper = paper, here = self.here)
            }
            None => self.here.clone(),
        }
    }
}

/// Similarity from which a filter counts as a copy of the whole receptive field.
const COPY: f64 = 0.9;

/// A filter that inhibits and looks like the whole receptive field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SuppressiveCopy {
    /// Which filter, from 0.
    pub filter: usize,
    /// Absolute cosine with the sum of the subunits.
    pub similarity: f64,
    /// Sum of its pooling weights; negative.
    pub pooling: f64,
}

/// Whether networks are trained without what lets subunits appear: free signs, no L1, an output
/// that cannot saturate.
pub fn is_plain(config: &Config) -> bool {
    config.dense() == DenseSign::Signed
        && config.output() != OutputUnit::Sigmoid
        && config.filter_counts().any(|num_filters| config.l1(num_filters) == 0.0)
}

/// The filter that comes closest to a suppressive copy of the receptive field, if it is one.
///
/// # Shapes
/// - `subunits`: `[num_subunits][rows * columns]`, the true filters
pub fn suppressive_copy(subunits: &[Vec<f32>], parameters: &Parameters) -> Option<SuppressiveCopy> {
    let num_checkers = parameters.shape.num_checkers();
    let whole: Vec<f32> = (0..num_checkers)
        .map(|checker| subunits.iter().map(|subunit| subunit[checker]).sum())
        .collect();
    (0..parameters.shape.num_filters())
        .map(|filter| SuppressiveCopy {
            filter,
            similarity: cosine(&whole, &parameters.in_field(filter)).abs(),
            pooling: parameters.pooling(filter).iter().map(|&weight| f64::from(weight)).sum(),
        })
        .filter(|copy| copy.pooling < 0.0 && copy.similarity > COPY)
        .max_by(|a, b| a.similarity.total_cmp(&b.similarity))
}

/// Remarks about the rows of a finished experiment, the most important first. Of a sealed cell only the recipe is spoken of: what
/// speaks of the subunits, or is silent where they were not found, would give them away.
pub fn notes(config: &Config, ceiling: f64, rows: &[EmergenceRow]) -> Vec<Remark> {
    let of_cell = if config.is_blind() {
        Vec::new()
    } else {
        vec![overlap(config), flat(config, ceiling, rows), extra(rows)]
    };
    let of_recipe = [step(config), checkpoint(config)];
    of_cell.into_iter().chain(of_recipe).flatten().collect()
}

fn overlap(config: &Config) -> Option<Remark> {
    (config.layout() == Layout::Overlap).then(|| Remark {
        paper: None,
        here: t!("These subunits overlap. No method that we tried tells them apart, this one included: checkers that belong to two subunits bind them together.").to_owned(),
    })
}

/// One filter already predicts nearly as well as many.
fn flat(config: &Config, ceiling: f64, rows: &[EmergenceRow]) -> Option<Remark> {
    let first = rows.first().filter(|row| row.num_filters == 1)?.network.correlation;
    let best = rows.iter().map(|row| row.network.correlation).fold(first, f64::max);
    let because = if Placement::any_touch(config.subunits()) {
        t!("because subunits that touch respond alike")
    } else {
        t!("because the sum of all subunits already says much about the spikes")
    };
    (rows.len() > 1 && !is_plain(config) && ceiling > 0.0 && first > 0.8 * best).then(|| Remark {
        paper: Some(t!("prediction improves until the number of filters reaches that of the subunits").to_owned()),
        here: t!(
            "one filter already reaches {percent} % of the best correlation ({first} of {best}), {because}. So look at the number of effective filters and at recovery, not at the correlation alone.",
            percent = format_args!("{:.0}", 100.0 * first / best),
            first = share(first),
            best = share(best),
            because = because
        ),
    })
}

/// More filters than subunits, and the rest stays silent.
fn extra(rows: &[EmergenceRow]) -> Option<Remark> {
    let row = rows.last()?;
    let num_subunits = row.recovery.matching.len();
    let spare = (row.num_filters as usize).checked_sub(row.num_effective())?;
    let is_found = row.recovery.num_found() == num_subunits;
    (is_found && spare > 0).then(|| Remark {
        paper: None,
        here: t!(
            "With {filters} filters, {spare} stayed nearly empty: the L1 penalty makes a filter that explains nothing fade, so the number of effective filters tells how many subunits there are.",
            filters = row.num_filters,
            spare = spare
        ),
    })
}

/// Steps that are known not to lead there.
fn step(config: &Config) -> Option<Remark> {
    let here = if config.batch_size() >= 2_000 {
        t!(
            "A batch of {frames} averages away the noise that small steps need; with the recipe “Standard” the same data show the subunits.",
            frames = config.batch_size()
        )
    } else if config.learning_rate() <= 0.004 {
        t!(
            "A learning rate of {rate} is too slow for {steps} steps; with the recipe “Standard” the same data show the subunits.",
            rate = config.learning_rate(),
            steps = config.num_steps()
        )
    } else {
        return None;
    };
    Some(Remark { paper: None, here })
}

fn checkpoint(config: &Config) -> Option<Remark> {
    (config.output() == OutputUnit::Parametric).then(|| Remark {
        paper: Some(t!("the best checkpoint is kept, and the authors' code chooses it on the test frames").to_owned()),
        here: t!("validation frames choose among restarts and the test frames only report, because a choice on test frames flatters the result.").to_owned(),
    })
}
