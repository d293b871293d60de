-- The tree from the indicators up to the root, one level after the other. A node is a mean of its
-- children by weight. What is not applicable leaves and its weight is shared among the rest; what
-- is missing follows the method: no points (its place stays and earns nothing), shared weight, or
-- no score for the node. Coverage and its parts go up by the same weights.
{{ node_scores(ref('int_unit_years'), ref('int_leaf_scores')) }}
