"""Odds ratio and average marginal effect of a group with categorical controls, for tests/audit_strata.rs.

statsmodels 0.15.0, binomial GLM on aggregated cells; the marginal effect's standard error by the delta method.
"""
import numpy as np
import statsmodels.api as sm

def fit(cells):
    """cells: (group, controls..., selected, rows); dummies of every control, level 0 as base."""
    cells = np.array(cells, dtype=float)
    group, controls, x, n = cells[:, 0], cells[:, 1:-2], cells[:, -2], cells[:, -1]
    columns = [np.ones_like(group), group]
    for c in controls.T:
        columns += [(c == level).astype(float) for level in sorted(set(c))[1:]]
    X = np.column_stack(columns)
    m = sm.GLM(np.column_stack([x, n - x]), X, family=sm.families.Binomial()).fit(tol=1e-12, maxiter=100)
    on, off = X.copy(), X.copy()
    on[:, 1], off[:, 1] = 1, 0
    p1, p0 = m.predict(on), m.predict(off)
    w = n / n.sum()
    ame = (w * (p1 - p0)).sum()
    grad = ((w * p1 * (1 - p1))[:, None] * on - (w * p0 * (1 - p0))[:, None] * off).sum(0)
    se = np.sqrt(grad @ m.cov_params() @ grad)
    lo, hi = np.exp(m.conf_int()[1])
    return dict(OR=np.exp(m.params[1]), lower=lo, upper=hi, AME=ame, se=se)

print("T3", fit([(0, 0, 80, 100), (1, 0, 36, 50), (0, 1, 20, 100), (1, 1, 30, 200)]))
print("two", fit([(0, 0, 0, 80, 100), (1, 0, 0, 36, 50), (0, 1, 0, 20, 100), (1, 1, 0, 30, 200),
                  (0, 0, 1, 30, 60), (1, 0, 1, 10, 40), (0, 1, 1, 6, 50), (1, 1, 1, 9, 90)]))
