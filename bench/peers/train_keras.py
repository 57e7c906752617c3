"""The default head in Keras on TensorFlow, one step per input."""

import os

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")

import numpy as np

WIDTH, HIDDEN, DROPOUT, CLASSES = 768 + 2048, (1024, 512, 128), (0.4, 0.3, 0.2), 5


class Head:
    def __init__(self, _model, threads, batch=64):
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
        import keras

        keras.utils.set_random_seed(1)
        inputs = output = keras.Input((WIDTH,))
        for units, rate in zip(HIDDEN, DROPOUT):
            output = keras.layers.Dense(units, activation="relu")(output)
            output = keras.layers.BatchNormalization()(output)
            output = keras.layers.Dropout(rate)(output)
        output = keras.layers.Dense(CLASSES, activation="softmax")(output)
        self.model = keras.Model(inputs, output)
        self.model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy")
        self.inputs = np.random.default_rng(1).random((batch, WIDTH), dtype=np.float32)
        self.targets = np.arange(batch) % CLASSES

    def __call__(self, items):
        return np.array([[float(self.model.train_on_batch(self.inputs, self.targets))] for _ in items])
