"""The pictures of the lessons, one call each.

Every function draws on an opaque light ground, so that the pictures read in a dark JupyterLab
too, shows the figure and returns None. What the colours mean stands in `style`.
"""

from helpers.plots.architectures import (
    show_branches,
    show_competition,
    show_depth_race,
    show_layers,
    show_nets,
    show_shortcuts,
)
from helpers.plots.backpropagation import (
    show_gates,
    show_gradient_sizes,
    show_graph,
    show_knobs,
    show_layer_graph,
    show_loss_and_moments,
    show_sigmoid_slope,
    show_slopes,
    show_step_errors,
)
from helpers.plots.cnn_from_scratch import (
    show_before_and_after,
    show_convnet,
    show_epochs,
    show_feature_maps,
    show_learning_rates,
    show_normalized,
    show_reading,
    show_roads,
    show_sizes,
)
from helpers.plots.convolution import (
    show_directions,
    show_filtered,
    show_filters,
    show_learning,
    show_signals,
    show_volumes,
)
from helpers.plots.fast_convolution import (
    show_costs,
    show_filter_bank,
    show_folding,
    show_im2col,
    show_memory,
    show_memory_and_time,
    show_times,
)
from helpers.plots.find_and_segment import (
    show_all,
    show_boxes,
    show_certainty,
    show_encoder_decoder,
    show_joint_maps,
    show_joints,
    show_labels,
    show_laid_down,
    show_overlap,
    show_precision_recall,
)
from helpers.plots.gradient_descent import (
    show_batch_gradients,
    show_bowl,
    show_edge,
    show_fog,
    show_landscape_race,
    show_paths,
    show_paths_in_panels,
    show_race,
    show_relief,
    show_sweep,
    show_walks,
)
from helpers.plots.image_features import (
    show_accuracies,
    show_color_histograms,
    show_gradients,
    show_hog,
    show_orientations,
    show_pipelines,
    show_sound_and_row,
)
from helpers.plots.journey import show_journey
from helpers.plots.learning_to_play import show_games, show_news, show_tones, show_values
from helpers.plots.linear_classifier import (
    show_curves,
    show_evidence,
    show_half_spaces,
    show_line_steps,
    show_probabilities,
    show_progress,
    show_scores_by_hand,
    show_template_rows,
    show_templates,
    show_templates_and_mistakes,
)
from helpers.plots.neural_networks import (
    show_activations,
    show_folds,
    show_hidden_space,
    show_network,
    show_neuron,
    show_regions,
    show_score_surface,
)
from helpers.plots.on_a_gpu import (
    show_agreement,
    show_budgets,
    show_known,
    show_layouts,
    show_number_formats,
    show_rates,
    show_rounding,
    show_rounds,
    show_speedups,
    show_switches,
    show_timeline,
)
from helpers.plots.pictures import show_color_key, show_difference, show_images, show_numbers
from helpers.plots.points import show_points, show_points_in_panels
from helpers.plots.pooling import (
    show_chain,
    show_fields,
    show_found,
    show_pool_steps,
    show_pooling,
    show_reach,
    show_score_maps,
    show_winners,
)
from helpers.plots.pytorch_cnn import LivePicture, show_answers, show_loop
from helpers.plots.seeing_inside import (
    show_grown,
    show_islands,
    show_layer_maps,
    show_patches,
    show_rows,
    show_where,
)
from helpers.plots.windows import show_pixel_windows, show_steps, show_window
from helpers.plots.words_and_pictures import (
    show_captions,
    show_numerals,
    show_plane,
    show_shares,
    show_unrolled,
    show_word_table,
)
