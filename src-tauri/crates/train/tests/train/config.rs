//! The configuration's words.

use isocenter_nn::Projection;
use isocenter_train::{Error, LossOn, PretrainConfig, RecipeConfig, ScheduleShape, TargetModules};

#[test]
fn keys_left_out_keep_their_defaults() {
    assert_eq!(RecipeConfig::from_toml("").unwrap(), RecipeConfig::default());
    let config =
        RecipeConfig::from_toml("rank = 8\nlr = 1e-3\nschedule = \"linear\"\nsteps = 20\nloss_on = \"all\"").unwrap();
    assert_eq!((config.rank, config.lr, config.schedule), (8, 1e-3, ScheduleShape::Linear));
    assert_eq!((config.steps, config.loss_on, config.alpha), (Some(20), LossOn::All, RecipeConfig::default().alpha));
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    let failure = RecipeConfig::from_toml("learning_rate = 1").unwrap_err();
    assert!(matches!(&failure, Error::UnknownKey { key, .. } if key == "learning_rate"), "{failure}");
    assert!(failure.to_string().contains("learning_rate"));
    assert!(RecipeConfig::default().set("rnak=8").unwrap_err().to_string().contains("rnak"));
    assert!(PretrainConfig::from_toml("stpes = 3").unwrap_err().to_string().contains("stpes"));
}

#[test]
fn set_reads_numbers_words_lists_and_switches() {
    let mut config = RecipeConfig::default();
    for assignment in [
        "rank=4",
        "alpha = 8",
        "lr=3e-4",
        "betas=[0.9, 0.95]",
        "schedule=constant",
        "steps=7",
        "shuffle=false",
        "rslora=true",
        "target_modules=q_proj,v_proj",
        "seed=9",
    ] {
        config.set(assignment).unwrap();
    }
    assert_eq!((config.rank, config.alpha, config.lr, config.betas), (4, 8.0, 3e-4, [0.9, 0.95]));
    assert_eq!(
        (config.schedule, config.steps, config.shuffle, config.rslora),
        (ScheduleShape::Constant, Some(7), false, true)
    );
    assert_eq!(config.target_modules, TargetModules::Listed(vec![Projection::Q, Projection::V]));
    assert_eq!(config.scale(), 4.0, "rslora scales by alpha over the root of the rank");
    config.set("target_modules=all-linear").unwrap();
    assert_eq!(config.target_modules.projections(), Projection::ALL);
    config.validate().unwrap();
}

#[test]
fn a_wrong_kind_of_value_is_refused_by_its_key() {
    for assignment in
        ["rank=many", "rank=-1", "shuffle=8", "schedule=sine", "target_modules=qproj", "quantize=q3", "betas=0.9"]
    {
        let failure = RecipeConfig::default().set(assignment).unwrap_err();
        let key = assignment.split('=').next().unwrap();
        assert!(matches!(&failure, Error::BadValue { key: named, .. } if named == key), "{assignment}: {failure}");
    }
    assert!(matches!(RecipeConfig::default().set("rank"), Err(Error::NotAnAssignment { .. })));
    assert!(matches!(RecipeConfig::from_toml("rank = "), Err(Error::ConfigSyntax { .. })));
}

#[test]
fn values_out_of_range_are_refused_by_their_key() {
    for assignment in [
        "rank=0",
        "alpha=0",
        "dropout=1.0",
        "lr=0",
        "lr=nan",
        "lr=1e6",
        "watchdog_factor=0.5",
        "betas=[0.9, 1.0]",
        "eps=0",
        "weight_decay=-0.1",
        "max_grad_norm=-1",
        "epochs=0",
        "steps=0",
        "micro_batch=0",
        "gradient_accumulation=0",
        "max_length=2",
        "validation_fraction=1.0",
        "target_modules=[]",
    ] {
        let mut config = RecipeConfig::default();
        config.set(assignment).unwrap();
        let failure = config.validate().unwrap_err();
        let key = assignment.split('=').next().unwrap();
        assert!(matches!(&failure, Error::BadValue { key: named, .. } if named == key), "{assignment}: {failure}");
    }
}

#[test]
fn a_configuration_written_as_toml_reads_back_the_same() {
    let mut config = RecipeConfig::default();
    config.set("target_modules=o_proj,q_proj").unwrap();
    config.set("steps=3").unwrap();
    assert_eq!(RecipeConfig::from_toml(&toml::to_string(&config).unwrap()).unwrap(), config);
    let pretrain = PretrainConfig::default();
    assert_eq!(PretrainConfig::from_toml(&toml::to_string(&pretrain).unwrap()).unwrap(), pretrain);
}
