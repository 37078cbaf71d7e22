# Writes tests/golden/r.toml: what base R says of tails, intervals and tests.
#
#     Rscript crates/inference/tests/golden/make_r.R > crates/inference/tests/golden/r.toml
#
# Base R only (package stats), so nothing needs to be installed besides R itself.

number <- function(x) {
  text <- vapply(x, function(one) {
    if (is.infinite(one)) return(if (one > 0) "inf" else "-inf")
    text <- sprintf("%.17g", one)
    if (grepl("[.e]", text)) text else paste0(text, ".0")
  }, "")
  if (length(text) == 1) text else paste0("[", paste(text, collapse = ", "), "]")
}
numbers <- function(x) paste0("[", paste(vapply(x, number, ""), collapse = ", "), "]")
whole <- function(x) paste0("[", paste(sprintf("%.0f", x), collapse = ", "), "]")
entry <- function(.table, ...) {
  fields <- list(...)
  cat("\n[[", .table, "]]\n", sep = "")
  for (field in names(fields)) cat(field, " = ", fields[[field]], "\n", sep = "")
}

cat("# Written by tests/golden/make_r.R; do not edit.\n")
cat("# ", R.version.string, ", package stats.\n", sep = "")

# Tails, far ones too, and quantiles.
for (z in c(0, 0.5, 1.96, 5, 8.3, 20, 37.5, 38, 39, 100, 1e4)) {
  entry("normal", z = number(z), upper = number(pnorm(z, lower.tail = FALSE)),
        ln_upper = number(pnorm(z, lower.tail = FALSE, log.p = TRUE)))
}
for (p in c(1e-300, 1e-20, 1e-5, 0.025, 0.3, 0.5, 0.975, 0.999999)) {
  entry("normal_quantile", p = number(p), z = number(qnorm(p)))
}
for (case in list(c(1e-12, 1), c(3.84, 1), c(9, 1), c(14.876608, 2), c(1400, 1), c(80, 19), c(200, 120))) {
  entry("chi_squared", statistic = number(case[1]), degrees_of_freedom = sprintf("%d", case[2]),
        upper = number(pchisq(case[1], case[2], lower.tail = FALSE)))
}
for (df in c(1, 2, 3, 7.5, 19, 199, 1e6)) {
  for (t in c(0.3, 2.1, 12)) {
    entry("student_tail", degrees_of_freedom = number(df), t = number(t), upper = number(pt(t, df, lower.tail = FALSE)))
  }
  for (p in c(1e-10, 0.005, 0.025, 0.2)) {
    entry("student_quantile", degrees_of_freedom = number(df), p = number(p),
          t = number(qt(p, df, lower.tail = FALSE)))
  }
}
for (case in list(c(0.5, 0.5, 0.3), c(3, 7, 0.1), c(80, 121, 0.4), c(2000, 5e4, 0.038), c(1, 1e9, 1e-9), c(1e5, 2, 0.99999))) {
  entry("beta", a = number(case[1]), b = number(case[2]), x = number(case[3]),
        lower = number(pbeta(case[3], case[1], case[2])),
        upper = number(pbeta(case[3], case[1], case[2], lower.tail = FALSE)))
}
for (case in list(c(0.5, 20.5, 0.975), c(7, 34, 0.025), c(80, 121, 0.025), c(81, 120, 0.975), c(500, 1, 0.025), c(3.2, 1e4, 0.5))) {
  entry("beta_quantile", a = number(case[1]), b = number(case[2]), p = number(case[3]), x = number(qbeta(case[3], case[1], case[2])))
}

# One proportion: prop.test's interval without correction is Wilson's, binom.test's is Clopper and Pearson's.
for (case in list(c(0, 20), c(20, 20), c(1, 7), c(6, 40), c(80, 200), c(380, 1000), c(3, 1000), c(999, 1000), c(1, 1), c(0, 1))) {
  x <- case[1]; n <- case[2]
  for (level in c(0.9, 0.95, 0.99)) {
    wilson <- suppressWarnings(prop.test(x, n, correct = FALSE, conf.level = level))$conf.int
    clopper <- binom.test(x, n, conf.level = level)$conf.int
    entry("proportion", counts = whole(case), level = number(level), wilson = numbers(wilson), clopper_pearson = numbers(clopper))
  }
  for (null in c(0.05, 0.3, 0.5)) {
    p <- vapply(c("less", "greater", "two.sided"), function(side) binom.test(x, n, null, side)$p.value, 0)
    entry("binomial", counts = whole(case), null = number(null), p = numbers(p))
  }
}
# Counts that no enumeration reaches: the same formulas in R's functions.
for (case in list(c(3e8, 1e9), c(5, 1e9), c(4e11, 1e12), c(1, 1e12), c(0, 1e12))) {
  x <- case[1]; n <- case[2]
  p <- x / n; z <- qnorm(0.975)
  middle <- (p + z^2 / (2 * n)) / (1 + z^2 / n)
  half <- z / (1 + z^2 / n) * sqrt(p * (1 - p) / n + z^2 / (4 * n^2))
  entry("proportion", counts = whole(case), level = number(0.95),
        wilson = numbers(c(if (x == 0) 0 else middle - half, middle + half)),
        clopper_pearson = numbers(c(if (x == 0) 0 else qbeta(0.025, x, n - x + 1), qbeta(0.975, x + 1, n - x))))
}

# Two proportions.
pairs <- list(c(40, 160, 80, 200), c(6, 40, 80, 200), c(0, 20, 80, 200), c(20, 20, 80, 200), c(56, 70, 48, 80), c(9, 10, 3, 10),
              c(5, 56, 0, 29), c(1, 2, 1, 3), c(380, 1000, 400, 1000), c(3, 2000, 30, 9000))
for (case in pairs) {
  table <- rbind(c(case[1], case[2] - case[1]), c(case[3], case[4] - case[3]))
  p <- vapply(c("less", "greater", "two.sided"), function(side) fisher.test(table, alternative = side)$p.value, 0)
  entry("fisher", counts = whole(case), p = numbers(p))
  score <- suppressWarnings(prop.test(case[c(1, 3)], case[c(2, 4)], correct = FALSE))
  entry("equal_rates", counts = whole(case), statistic = number(unname(score$statistic)), p = number(score$p.value))
}
for (case in list(c(3e8, 1e9, 2.9995e8, 1e9), c(4e11, 1e12, 4.000001e11, 1e12))) {
  score <- prop.test(case[c(1, 3)], case[c(2, 4)], correct = FALSE)
  entry("equal_rates", counts = whole(case), statistic = number(unname(score$statistic)), p = number(score$p.value))
}
# Hypergeometric tails of large tables, as of fisher.test, whose own loop over the support R does not get through.
for (case in list(c(30100, 1e5, 60000, 2e5), c(299000, 1e6, 300000, 1e6))) {
  m <- case[2]; k <- case[1] + case[3]
  entry("fisher_tail", counts = whole(case), p = numbers(c(phyper(case[1], m, case[4], k),
        phyper(case[1] - 1, m, case[4], k, lower.tail = FALSE))))
}

# Several groups.
for (case in list(list(c(80, 40, 6), c(200, 160, 40)), list(c(3, 0, 9, 4), c(10, 12, 30, 8)), list(c(50, 51, 49, 52, 47), rep(1000, 5)))) {
  test <- suppressWarnings(chisq.test(rbind(case[[1]], case[[2]] - case[[1]]), correct = FALSE))
  entry("groups", successes = whole(case[[1]]), trials = whole(case[[2]]), statistic = number(unname(test$statistic)),
        degrees_of_freedom = sprintf("%d", unname(test$parameter)), p = number(test$p.value))
}

# Strata. UCBAdmissions: odds of admission of women over men. Each stratum: group selected, group rows, reference selected, reference rows.
strata <- list(
  berkeley = t(apply(UCBAdmissions, 3, function(table) c(table["Admitted", "Female"], sum(table[, "Female"]),
                                                           table["Admitted", "Male"], sum(table[, "Male"])))),
  t3 = rbind(c(36, 50, 80, 100), c(30, 200, 20, 100)),
  kidney = rbind(c(81, 87, 234, 270), c(192, 263, 55, 80)),
  sparse = rbind(c(1, 4, 3, 5), c(0, 3, 2, 6), c(2, 2, 4, 9), c(5, 9, 1, 7)))
for (name in names(strata)) {
  rows <- strata[[name]]
  table <- array(apply(rows, 1, function(row) c(row[1], row[2] - row[1], row[3], row[4] - row[3])), c(2, 2, nrow(rows)))
  plain <- mantelhaen.test(table, correct = FALSE)
  corrected <- mantelhaen.test(table, correct = TRUE)
  entry("strata", name = paste0('"', name, '"'), rows = paste0("[", paste(apply(rows, 1, whole), collapse = ", "), "]"),
        statistic = number(unname(plain$statistic)), p = number(plain$p.value),
        corrected_statistic = number(unname(corrected$statistic)), corrected_p = number(corrected$p.value),
        odds_ratio = number(unname(plain$estimate)), interval = numbers(plain$conf.int))
}

# A logistic model of cells: the group's coefficient beside the strata.
for (name in names(strata)) {
  rows <- strata[[name]]
  cells <- data.frame(stratum = factor(rep(seq_len(nrow(rows)), 2)), group = rep(c(1, 0), each = nrow(rows)),
                      selected = c(rows[, 1], rows[, 3]), rows = c(rows[, 2], rows[, 4]))
  fit <- glm(cbind(selected, rows - selected) ~ group + stratum, binomial, cells, control = list(epsilon = 1e-12, maxit = 100))
  own <- summary(fit)$coefficients["group", ]
  entry("logistic", name = paste0('"', name, '"'), rows = paste0("[", paste(apply(rows, 1, whole), collapse = ", "), "]"),
        coefficient = number(unname(own[1])), standard_error = number(unname(own[2])), deviance = number(fit$deviance))
}

# Two decisions about the same customers: gained and lost.
for (case in list(c(3, 9), c(0, 5), c(40, 18), c(1, 1))) {
  chi <- mcnemar.test(rbind(c(50, case[2]), c(case[1], 60)), correct = FALSE)
  entry("mcnemar", counts = whole(case), statistic = number(unname(chi$statistic)), p = number(chi$p.value),
        exact = number(binom.test(case[1], sum(case))$p.value))
}

# Adjusted p-values.
families <- list(c(0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216), c(0.01, 0.01, 0.02, 1, 0.5),
                 c(0.9, 1e-30, 0.04, 0.04, 3e-5, 0.2, 0), 0.03)
for (p in families) {
  entry("adjusted", p = paste0("[", paste(vapply(p, number, ""), collapse = ", "), "]"),
        holm = numbers(p.adjust(p, "holm")), benjamini_hochberg = numbers(p.adjust(p, "BH")),
        benjamini_yekutieli = numbers(p.adjust(p, "BY")), bonferroni = numbers(p.adjust(p, "bonferroni")))
}

# Power of the two-sample score test, and the size for it.
for (case in list(c(500, 0.3, 0.2), c(100, 0.05, 0.2), c(2000, 0.01, 0.02), c(50, 0.5, 0.9))) {
  entry("power", n = sprintf("%.0f", case[1]), rates = numbers(case[2:3]),
        power = number(power.prop.test(n = case[1], p1 = case[2], p2 = case[3])$power))
}

# Means.
x <- c(12.1, 9.4, 30.2, 7.7, 15.0, 22.5, 3.1); y <- c(14.2, 40.1, 18.8, 25.0, 9.9)
for (case in list(list(x, y), list(y, x), list(c(1, 2), c(2.5, 2.5, 9)), list(x * 1e6, y * 1e6))) {
  test <- t.test(case[[1]], case[[2]])
  entry("welch", group = numbers(case[[1]]), reference = numbers(case[[2]]), t = number(unname(test$statistic)),
        degrees_of_freedom = number(unname(test$parameter)), p = number(test$p.value), interval = numbers(test$conf.int))
}

# Ranks, with ties: the statistic of Wilcoxon is the area under the curve times both sizes; Kolmogorov's is a distance.
positive <- c(0.91, 0.4, 0.4, 0.77, 0.65, 0.4, 0.12); negative <- c(0.4, 0.1, 0.3, 0.65, 0.22, 0.05)
for (case in list(list(positive, negative), list(negative, positive), list(c(0.9, 0.8), c(0.1, 0.2, 0.85)))) {
  ranks <- suppressWarnings(wilcox.test(case[[1]], case[[2]]))
  distance <- suppressWarnings(ks.test(case[[1]], case[[2]]))
  entry("ranks", positive = numbers(case[[1]]), negative = numbers(case[[2]]),
        auc = number(unname(ranks$statistic) / (length(case[[1]]) * length(case[[2]]))), distance = number(unname(distance$statistic)))
}
