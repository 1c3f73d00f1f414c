use ganglion_core::{
    analysis::{features, filter_facts, num_effective, receptive_field, recovery},
    cell::true_filters,
    config::{Config, Draft},
    network::{Parameters, Shape},
    statistics::cosine,
};

/// A network whose filters are the true subunits and then noise of one percent.
fn truth(config: &Config, num_filters: u32) -> Parameters {
    let shape = Shape::of(config, num_filters);
    let mut values = vec![0.0; shape.num_parameters()];
    let subunits = true_filters(config);
    for (filter, subunit) in subunits.iter().enumerate().take(shape.num_filters()) {
        for row in 0..7 {
            let from = &subunit[row * 8..row * 8 + 7];
            values[filter * 49 + row * 7..][..7].copy_from_slice(from);
        }
        values[shape.dense().start + filter * 4] = 1.0;
    }
    for filter in subunits.len()..shape.num_filters() {
        for weight in 0..49 {
            values[filter * 49 + weight] = 0.01 * ((weight * 37 % 11) as f32 - 5.0) / 5.0;
        }
    }
    values[shape.output_bias()] = -2.0;
    Parameters { shape, values }
}

fn config() -> Config {
    Draft::default().check().expect("valid")
}

#[test]
fn the_truth_is_recovered_whole() {
    let subunits = true_filters(&config());
    let found = recovery(&subunits, &truth(&config(), 6));
    assert!(found.worst > 0.999_999, "{}", found.worst);
    assert_eq!(found.matching, [Some(0), Some(1), Some(2), Some(3)]);
    assert_eq!(found.num_found(), 4);
    assert_eq!(found.subunit_of(5), None);
}

#[test]
fn a_subunit_without_a_filter_counts_as_zero() {
    let subunits = true_filters(&config());
    let found = recovery(&subunits, &truth(&config(), 3));
    assert_eq!(found.worst.to_bits(), 0.0_f64.to_bits());
    assert!((found.mean - 0.75).abs() < 1e-6);
    assert_eq!(found.num_found(), 3);
}

#[test]
fn filters_count_as_effective_when_structured_and_large() {
    let parameters = truth(&config(), 6);
    assert_eq!(num_effective(&parameters), 4);
    let facts = filter_facts(&parameters);
    assert!((facts[0].morans_i - 0.517).abs() < 1e-3);
    assert!(facts[5].relative_norm < 0.1);
}

#[test]
fn the_feature_of_a_filter_shows_its_subunit() {
    let config = config();
    let parameters = truth(&config, 4);
    let subunits = true_filters(&config);
    for (feature, subunit) in features(&config, &parameters).iter().zip(&subunits) {
        // The mean over four positions blurs a filter of 2x2 checkers to 3x3.
        assert!(cosine(feature, subunit) > 0.6, "{}", cosine(feature, subunit));
    }
}

#[test]
fn the_receptive_field_of_the_truth_is_the_sum_of_its_subunits() {
    let config = config();
    let field = receptive_field(&config, &truth(&config, 4));
    let sum: Vec<f32> = true_filters(&config)
        .iter()
        .fold(vec![0.0; 64], |sum, subunit| sum.iter().zip(subunit).map(|(a, b)| a + b).collect());
    assert!(cosine(&field, &sum) > 0.97, "{}", cosine(&field, &sum));
}
