use ganglion::{
    config::{Draft, OutputUnit},
    network::{
        NetworkId, Parameters, Shape, feature_maps, generators, initial_parameters, predict,
    },
    rng::{Random, Stream},
};

fn parameters(draft: &Draft, num_filters: u32) -> Parameters {
    let config = draft.check().expect("valid");
    initial_parameters(&config, NetworkId { num_filters, restart: 0 }, 0.1)
}

/// The definition of the network, one product at a time.
pub(crate) fn naive_generator(parameters: &Parameters, frame: &[f32]) -> f64 {
    let shape = parameters.shape;
    let (side, columns) = (shape.side as usize, shape.columns as usize);
    let (grid_rows, grid_columns) = shape.position_grid();
    let mut z = f64::from(parameters.output_bias());
    for filter in 0..shape.num_filters() {
        for place in 0..grid_rows * grid_columns {
            let (top, left) = (place / grid_columns, place % grid_columns);
            let mut sum = f64::from(parameters.bias(filter));
            for row in 0..side {
                for column in 0..side {
                    let weight = f64::from(parameters.filter(filter)[row * side + column]);
                    sum += weight * f64::from(frame[(top + row) * columns + left + column]);
                }
            }
            z += f64::from(parameters.dense(filter)[place]) * sum.max(0.0);
        }
    }
    z
}

fn noise(len: usize) -> Vec<f32> {
    let mut random = Random::new(2, Stream::Feature, 0);
    (0..len).map(|_| random.normal()).collect()
}

#[test]
fn the_fast_forward_pass_is_the_definition() {
    let fields = [(8, 8, 7), (4, 4, 3), (9, 6, 2), (24, 5, 5)];
    for (rows, columns, filter_side) in fields {
        for num_filters in [1, 2, 3, 4, 5, 7, 16] {
            let draft = Draft { rows, columns, filter_side, ..Draft::default() };
            let parameters = parameters(&draft, num_filters);
            let frames = noise(45 * (rows * columns) as usize);
            let found = generators(&parameters, &frames);
            assert_eq!(found.len(), 45);
            for (frame, found) in frames.chunks((rows * columns) as usize).zip(found) {
                let expected = naive_generator(&parameters, frame);
                assert!((f64::from(found) - expected).abs() < 1e-4, "{found} is not {expected}");
            }
        }
    }
}

#[test]
fn a_prediction_does_not_depend_on_its_neighbours_in_the_tile() {
    let parameters = parameters(&Draft::default(), 5);
    let frames = noise(100 * 64);
    let all = predict(&parameters, OutputUnit::Softplus, &frames);
    for (frame, expected) in frames.chunks(64).zip(&all) {
        let alone = predict(&parameters, OutputUnit::Softplus, frame);
        assert_eq!(alone[0].to_bits(), expected.to_bits());
    }
}

#[test]
fn an_untrained_network_predicts_about_the_mean_count_at_rest() {
    let grey = vec![0.0; 64];
    for output in [OutputUnit::Softplus, OutputUnit::Sigmoid, OutputUnit::Parametric] {
        let draft = Draft { output, ..Draft::default() };
        let found = predict(&parameters(&draft, 4), output, &grey)[0];
        assert!((found - 0.1).abs() < 1e-3, "{output:?}: {found}");
    }
}

#[test]
fn a_filter_in_the_field_is_its_shifted_weighted_sum() {
    let mut parameters = parameters(&Draft::default(), 2);
    let shape = parameters.shape;
    let dense = shape.dense().start + shape.num_positions();
    parameters.values[dense..dense + 4].copy_from_slice(&[0.0, 0.0, 0.0, 2.0]);
    let field = parameters.in_field(1);
    for row in 0..7 {
        for column in 0..7 {
            let expected = 2.0 * parameters.filter(1)[row * 7 + column];
            assert!((field[(row + 1) * 8 + column + 1] - expected).abs() < 1e-6);
        }
    }
    assert!(field[..8].iter().all(|value| *value == 0.0));
}

#[test]
fn feature_maps_are_rectified_means_over_positions() {
    let mut parameters = parameters(&Draft::default(), 1);
    let filters = parameters.shape.filters();
    parameters.values[filters].fill(0.0);
    let bias = parameters.shape.biases().start;
    for (value, expected) in [(0.5, 0.5), (-0.5, 0.0)] {
        parameters.values[bias] = value;
        let maps = feature_maps(&parameters, &noise(3 * 64));
        assert_eq!(maps, [vec![expected; 3]]);
    }
}

#[test]
fn restarts_and_sizes_start_from_different_numbers() {
    let config = Draft::default().check().expect("valid");
    let checksum = |num_filters, restart| {
        initial_parameters(&config, NetworkId { num_filters, restart }, 0.1).checksum()
    };
    assert_ne!(checksum(4, 0), checksum(4, 1));
    assert_eq!(checksum(4, 1), checksum(4, 1));
}

#[test]
fn the_checksum_sees_a_single_bit() {
    let first = parameters(&Draft::default(), 3);
    let mut second = first.clone();
    second.values[17] = f32::from_bits(second.values[17].to_bits() ^ 1);
    assert_ne!(first.checksum(), second.checksum());
}

#[test]
fn parameters_survive_being_sent() {
    let parameters = parameters(&Draft::default(), 3);
    let json = serde_json::to_string(&parameters).expect("plain data");
    assert_eq!(serde_json::from_str::<Parameters>(&json).expect("same form"), parameters);
}

#[test]
fn the_row_of_parameters_has_no_gaps() {
    let shape = Shape { rows: 8, columns: 8, side: 7, num_filters: 3, parametric: true };
    let ranges = [shape.filters(), shape.biases(), shape.dense()];
    assert_eq!(ranges.map(|range| range.len()), [147, 3, 12]);
    assert_eq!(shape.softplus(), 163..165);
    assert_eq!(shape.num_parameters(), 165);
}
