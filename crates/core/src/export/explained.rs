//! What stands beside the weights of networks, so that other programs can run them.

use crate::{config::NUM_LAGS, export::citation, t};

/// Runs a network in plain `NumPy`.
const SCRIPT: &str = include_str!("run_network.py");

/// Names and texts of the files that explain the weights of an experiment.
pub fn explained(link: &str) -> [(&'static str, String); 2] {
    [("README.txt", readme(link)), ("run_network.py", SCRIPT.to_owned())]
}

fn readme(link: &str) -> String {
    let experiment = t!("Networks of the experiment {link}", link = link);
    let files = t!(
        "Each network is there twice: NAME.npz for NumPy, NAME.safetensors for other libraries. All numbers are float32, the last index runs fastest. Their metadata (in npz the text array metadata, JSON) name the link of the network, its checksum and its correlation as the report has them, its output and what its channels are."
    );
    let steps = t!(
        "1. Of each test frame and the frames before it (contrast, -1 to 1) the sum over lags of temporal_filter[lag] times the frame so many frames earlier is one image; temporal_filter has {lags} lags, that of the frame itself first. With channels=lags each lag is an image of its own, with channels=courses each row of courses gives one.\n2. filters [filters, rows, columns], or [filters, channels, rows, columns], stand at every place where they fit: sums of products, not turned over, plus filter_biases; what is negative becomes 0.\n3. layer2_weights, layer3_weights [filters, filters below, rows, columns] do the same to these maps, if they are there; around 3x3 weights the maps are extended by zeros.\n4. Pooling: dense_weights [filters, rows, columns] times the maps, summed, plus output_bias, is z.\n5. Output, spikes expected in the frame: softplus ln(1 + exp(z)) + 1e-7; parametric a ln(1 + exp(b z)) + 1e-7 with a, b in the array softplus; sigmoid 1 / (1 + exp(-z)).",
        lags = NUM_LAGS
    );
    let run = t!(
        "run_network.py does this in plain NumPy, and compares the correlation with the spikes of the test frames with the reported one. The frames are written by the command of Ganglion:"
    );
    let commands = "ganglion frames LINK FOLDER\npython run_network.py NAME.npz FOLDER/frames.npz";
    let several = t!(
        "If the experiment has several groups of networks, frames of group-02-NAME.npz are in group-02-frames.npz."
    );
    let parts = [&experiment, files, &steps, run, commands, several, &citation(link)];
    parts.join("\n\n")
}
