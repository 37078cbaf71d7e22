#!/usr/bin/env python3
"""Writes tests/golden/scipy.toml: tails, quantiles and exact tests from mpmath (50 digits) and SciPy.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scipy mpmath
    /tmp/venv/bin/python tests/golden/make_scipy.py

Every number that mpmath can give is mpmath's; SciPy's value is compared with it and the largest disagreement is printed.
"""

import pathlib
import platform
import sys

import mpmath as mp
import scipy
from scipy import stats

mp.mp.dps = 50
OUT = pathlib.Path(__file__).with_name("scipy.toml")
lines = [
    "# Written by tests/golden/make_scipy.py; do not edit.",
    f"# mpmath {mp.__version__} at 50 digits, SciPy {scipy.__version__}, Python {platform.python_version()}.",
    "",
]
worst = {}


def number(value):
    return mp.nstr(value, 20, min_fixed=0, max_fixed=0)


def emit(table, **fields):
    print(table, list(fields.values())[:4], file=sys.stderr)
    lines.append(f"[[{table}]]")
    lines.extend(f"{name} = {value}" for name, value in fields.items())
    lines.append("")


def compare(name, ours, theirs):
    if ours != 0 and theirs == theirs:
        worst[name] = max(worst.get(name, 0), float(abs(theirs / ours - 1)))


def upper(z):
    return mp.erfc(z / mp.sqrt(2)) / 2


for z in [-38.0, -8.0, -2.5, -0.5, 0.0, 0.25, 0.67, 0.68, 1.0, 1.959963984540054, 3.5, 5.0, 5.65, 5.66, 6.0, 8.0, 12.0,
          20.0, 30.0, 37.5, 38.4, 100.0, 1e4]:
    exact = upper(mp.mpf(z))
    compare("normal tail", exact, stats.norm.sf(z)) if exact > 1e-300 else None
    emit("normal", z=repr(z), upper=number(exact) if exact > mp.mpf("1e-307") else "0.0", ln_upper=number(mp.log(exact)))

for p in [1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.025, 0.2, 0.4999, 0.5001, 0.9, 0.975, 0.999]:
    start = stats.norm.ppf(p)
    exact = mp.findroot(lambda t: mp.log(upper(-t)) - mp.log(mp.mpf(p)), start)
    emit("normal_quantile", p=repr(p), z=number(exact))

for x, d in [(0.01, 1), (3.84, 1), (60.0, 1), (1200.0, 1), (14.876608, 2), (1000.0, 2), (0.5, 3), (30.0, 7), (5.0, 10),
             (90.0, 100), (200.0, 100), (1e4, 10001), (900.0, 1000), (2.0, 400), (3000.0, 99)]:
    exact = mp.gammainc(mp.mpf(d) / 2, mp.mpf(x) / 2, mp.inf, regularized=True)
    compare("chi-squared tail", exact, stats.chi2.sf(x, d)) if exact > 1e-300 else None
    emit("chi_squared", statistic=repr(x), degrees_of_freedom=d, upper=number(exact) if exact > mp.mpf("1e-307") else "0.0")


def beta_lower(a, b, x):
    """The series with positive terms, x^a (1-x)^b / (a B(a, b)) * sum of (a+b)_n / (a+1)_n x^n, below the mean."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    if x > a / (a + b) and a * 1000 > b:
        return 1 - beta_lower(b, a, 1 - x)
    term = total = mp.mpf(1)
    n = 0
    while term > total * mp.mpf(10) ** -32:
        term *= (a + b + n) / (a + 1 + n) * x
        total += term
        n += 1
    ln_beta = mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return mp.exp(a * mp.log(x) + b * mp.log1p(-x) - ln_beta) * total / a


BETAS = [(0.5, 20.5, 0.025), (0.5, 0.5, 0.1), (6.0, 35.0, 0.025), (7.0, 34.0, 0.975), (80.5, 120.5, 0.025),
         (1.0, 1e8, 0.025), (2.0, 99999999.0, 0.975), (10.0, 999991.0, 0.025), (11.0, 999990.0, 0.975),
         (10.0, 999991.0, 1e-12), (1.5, 1e8, 0.025), (300.0, 700.0, 1e-10), (5000.0, 5000.0, 0.3),
         (1e6, 3e6, 0.025), (0.1, 3.0, 0.9), (40.0, 0.3, 0.2)]
for a, b, p in BETAS:
    # Bisection on the log-odds at 30 digits, started from SciPy's answer or, where that fails, from the whole line.
    mp.mp.dps = 30
    target = mp.mpf(p)
    guess = stats.beta.ppf(p, a, b)
    f = lambda u: mp.log(beta_lower(a, b, 1 / (1 + mp.exp(-u)))) - mp.log(target)
    u0 = mp.log(mp.mpf(guess) / (1 - mp.mpf(guess)))
    u = mp.findroot(f, (u0 - mp.mpf("1e-6"), u0 + mp.mpf("1e-6")), solver="secant", tol=1e-36, maxsteps=60, verify=False)
    exact = 1 / (1 + mp.exp(-u))
    compare("beta quantile", exact, guess)
    emit("beta_quantile", a=repr(a), b=repr(b), p=repr(p), x=number(exact))
    mp.mp.dps = 50

for a, b, x in [(0.5, 0.5, 0.3), (2.0, 3.0, 0.25), (40.0, 960.0, 0.03), (40.0, 960.0, 0.08), (1e6, 1e6, 0.4996),
                (1e6, 1e6, 0.501), (3.0, 1e7, 1e-7), (100.0, 100.0, 0.1), (30.5, 2.5, 0.99)]:
    mp.mp.dps = 30
    lower = beta_lower(a, b, mp.mpf(x))
    up = beta_lower(b, a, 1 - mp.mpf(x))
    compare("beta tail", lower, stats.beta.cdf(x, a, b))
    emit("beta", a=repr(a), b=repr(b), x=repr(x), lower=number(lower), upper=number(up))
    mp.mp.dps = 50

for nu, p in [(1.0, 0.025), (2.5, 0.025), (10.0, 0.025), (17.9451, 0.005), (200.0, 0.05), (2000.0, 0.025), (3.0, 1e-8),
              (30.0, 0.4)]:
    g = stats.t.isf(p, nu)
    tail = lambda t: beta_lower(mp.mpf(nu) / 2, mp.mpf(1) / 2, nu / (nu + t * t)) / 2
    exact = mp.findroot(lambda t: mp.log(tail(t)) - mp.log(mp.mpf(p)), g)
    compare("t quantile", exact, g)
    emit("student", degrees_of_freedom=repr(nu), p=repr(p), t=number(exact))


def ln_factorial(n):
    return mp.loggamma(n + 1)


def ln_choose(n, k):
    return ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)


def fisher(x1, n1, x2, n2):
    """Two-sided by likelihood, with the sum taken term by term at 50 digits."""
    m = x1 + x2
    low, high = max(0, m - n2), min(m, n1)
    log_mass = lambda k: ln_choose(n1, k) + ln_choose(n2, m - k) - ln_choose(n1 + n2, m)
    observed = mp.exp(log_mass(x1))
    mass = mp.exp(log_mass(low))
    two = less = greater = ties = mp.mpf(0)
    for k in range(low, high + 1):
        if mass <= observed * (1 + mp.mpf("1e-7")):
            two += mass
            if mass >= observed * (1 - mp.mpf("1e-7")):
                ties += mass
        if k <= x1:
            less += mass
        if k >= x1:
            greater += mass
        if k < high:
            mass *= mp.mpf(n1 - k) * (m - k) / (mp.mpf(k + 1) * (n2 - m + k + 1))
    return less, greater, two, two - ties / 2


TABLES = [(40, 160, 80, 200), (6, 40, 80, 200), (300, 600, 324, 600), (18, 165, 123, 181), (0, 20, 80, 200),
          (10, 10, 0, 20), (1, 100000, 9, 100000), (3100, 10000, 3000, 10000), (250500, 500000, 250000, 500000),
          (50, 1000, 5000, 60000)]
for x1, n1, x2, n2 in TABLES:
    less, greater, two, mid = fisher(x1, n1, x2, n2)
    table = [[x1, n1 - x1], [x2, n2 - x2]]
    compare("Fisher", two, stats.fisher_exact(table).pvalue)
    emit("fisher", group=f"[{x1}, {n1}]", reference=f"[{x2}, {n2}]", p_less=number(less), p_greater=number(greater),
         p_two_sided=number(two), mid_p_two_sided=number(mid))

for x, n, p in [(9, 10, 0.5), (12, 100, 0.3), (0, 50, 0.02), (300, 1000, 0.3), (50300, 100000, 0.5), (7, 1000000, 1e-6)]:
    mp.mp.dps = 30
    q = mp.mpf(p)
    log_mass = lambda k: ln_choose(n, k) + k * mp.log(q) + (n - k) * mp.log1p(-q)
    observed = mp.exp(log_mass(x))
    low, high = (0, n) if n <= 1000 else (max(0, int(n * p - 40 * (n * p) ** 0.5 - 40)), min(n, int(n * p + 40 * (n * p) ** 0.5 + 40)))
    mass = mp.exp(log_mass(low))
    two = less = greater = mp.mpf(0)
    for k in range(low, high + 1):
        two += mass if mass <= observed * (1 + mp.mpf("1e-7")) else 0
        less += mass if k <= x else 0
        greater += mass if k >= x else 0
        mass *= mp.mpf(n - k) / (k + 1) * q / (1 - q)
    compare("binomial", two, stats.binomtest(x, n, p).pvalue)
    emit("binomial", successes=x, trials=n, null=repr(p), p_less=number(less), p_greater=number(greater),
         p_two_sided=number(two))
    mp.mp.dps = 50


def constrained(x1, n1, x2, n2, null, kind):
    """ln-likelihood maximised over the restricted rates, by bisection on its derivative."""
    x1, n1, x2, n2, null = map(mp.mpf, (x1, n1, x2, n2, null))
    if kind == "difference":
        low, high = max(mp.mpf(0), -null), min(mp.mpf(1), 1 - null)
        first, slope = (lambda p: p + null), 1
    else:
        low, high = mp.mpf(0), min(mp.mpf(1), 1 / null)
        first, slope = (lambda p: p * null), null

    def derivative(p2):
        p1 = first(p2)
        return slope * (x1 - n1 * p1) / (p1 * (1 - p1)) + (x2 - n2 * p2) / (p2 * (1 - p2))

    for _ in range(100):
        middle = (low + high) / 2
        if derivative(middle) > 0:
            low = middle
        else:
            high = middle
    return first(low), low


def score(x1, n1, x2, n2, null, kind):
    p1, p2 = constrained(x1, n1, x2, n2, null, kind)
    n = mp.mpf(n1 + n2)
    factor = mp.mpf(null) if kind == "ratio" else 1
    top = mp.mpf(x1) / n1 - (null * mp.mpf(x2) / n2 if kind == "ratio" else mp.mpf(x2) / n2 + null)
    return top / mp.sqrt((p1 * (1 - p1) / n1 + factor**2 * p2 * (1 - p2) / n2) * n / (n - 1))


Z = mp.findroot(lambda t: upper(t) - mp.mpf("0.025"), 1.96)
SCORES = [(40, 160, 80, 200), (6, 40, 80, 200), (56, 70, 48, 80), (9, 10, 3, 10), (3, 1000000, 9, 2000000),
          (999990, 1000000, 1999999, 2000000), (1, 12, 30, 31), (500, 100000, 7, 900)]
mp.mp.dps = 30
for x1, n1, x2, n2 in SCORES:
    d, r = mp.mpf(x1) / n1 - mp.mpf(x2) / n2, mp.mpf(x1) / n1 / (mp.mpf(x2) / n2)
    bounds = {}
    for name, kind, start, end, target in [("difference_lower", "difference", mp.mpf(-1), d, Z),
                                           ("difference_upper", "difference", d, mp.mpf(1), -Z),
                                           ("ratio_lower", "ratio", r / 1000, r, Z),
                                           ("ratio_upper", "ratio", r, r * 1000, -Z)]:
        low, high = start, end
        for _ in range(70):
            middle = (low + high) / 2
            if score(x1, n1, x2, n2, middle, kind) > target:
                low = middle
            else:
                high = middle
        bounds[name] = number(low)
    emit("score_interval", group=f"[{x1}, {n1}]", reference=f"[{x2}, {n2}]", **bounds)

def barnard(x1, n1, x2, n2):
    """Every table at least as extreme, ties by exact fractions; the largest probability on a fine grid, then refined."""
    from fractions import Fraction

    def square(a, b):
        m = a + b
        spread = Fraction(m, n1 + n2) * (1 - Fraction(m, n1 + n2))
        return Fraction(0) if spread == 0 else (Fraction(a, n1) - Fraction(b, n2)) ** 2 / spread

    region = [(a, b) for a in range(n1 + 1) for b in range(n2 + 1) if square(a, b) >= square(x1, x2)]

    def probability(rate):
        first, second = stats.binom.pmf(range(n1 + 1), n1, rate), stats.binom.pmf(range(n2 + 1), n2, rate)
        return sum(first[a] * second[b] for a, b in region)

    from scipy import optimize

    grid = [i / 2000 for i in range(2001)]
    values = [probability(rate) for rate in grid]
    best = max(range(1, 2000), key=values.__getitem__)
    fine = optimize.minimize_scalar(lambda rate: -probability(rate), bounds=(grid[best - 1], grid[best + 1]),
                                    method="bounded", options={"xatol": 1e-12})
    return max(values[best], -float(fine.fun))


# Boschloo's two-sided test is twice the smaller side, Barnard's uses the pooled z. SciPy compares statistics without a
# tolerance, so that of two tables with the same |z| it can drop one: its Barnard is too small for 9/12 against 10/31.
for x1, n1, x2, n2 in [(40, 160, 80, 200), (6, 40, 80, 200), (7, 10, 1, 10), (2, 20, 0, 35), (9, 12, 10, 31)]:
    table = [[x1, x2], [n1 - x1, n2 - x2]]
    emit("unconditional", group=f"[{x1}, {n1}]", reference=f"[{x2}, {n2}]",
         boschloo=repr(float(stats.boschloo_exact(table, n=256).pvalue)),
         barnard=repr(float(barnard(x1, n1, x2, n2))),
         scipy_barnard=repr(float(stats.barnard_exact(table, n=256, pooled=True).pvalue)))

OUT.write_text("\n".join(lines))
for name, error in worst.items():
    print(f"{name}: SciPy differs from mpmath by at most {error:.1e}")
