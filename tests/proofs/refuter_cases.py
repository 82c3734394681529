"""Claims for the refuter's tests: false ones whose violation is easy to miss, and true ones close to them.

Each line: claim; hypotheses separated by commas; integer variables.  Why a claim is false stands above its group; the
tests re-check every witness, so nothing here rests on the refuter.
"""

Case = tuple[str, tuple[str, ...], tuple[str, ...]]


def cases(lines: str) -> list[Case]:
    """The cases written one a line."""
    out = []
    for line in filter(None, (line.split("#")[0].strip() for line in lines.splitlines())):
        claim, where, integers = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
        hyps = tuple(h.strip() for h in where.split(",") if h.strip())
        out.append((claim, hyps, tuple(integers.split())))
    return out


FALSE = cases("""
# at one end point only
exp(x) > 1 + x; 0 <= x
x**2 < x; 0 < x, x <= 1
log(x) < x - 1; 1 <= x
sqrt(x) < x; 4/9 <= x, x >= 1
x*(1 - x) > 0; 0 <= x, 3*x < 2
1/x < 3; 1/3 <= x, x <= 5
x**3 - x < 6; 0 <= x, x <= 2
erf(x) > 0; 0 <= x
# at a single interior point
x**2 > 0;
(x - 7/13)**2 > 0; 0 <= x, x <= 1
exp(x) != 1 + x; -1 <= x, x <= 3
x**4 - 2*x**2 + 1 > 0; 1/2 <= x
(3*x - 2)**2*(x + 1) > 0; 0 <= x, x <= 1
Abs(x - 22/71) > 0;
x*log(x) != 0; 0 < x
x + 1/x > 2; 0 < x
Max(x, 1 - x) > 1/2;
(x - 3/7)**2 + (y - 5/11)**2 > 0;
(x**2 + 1)/2 > Abs(x); x < 0
exp(x) + exp(-x) > 2;
x - log(1 + x) > 0; -1 < x
# ties
x**2 + y**2 > 2*x*y;
(x + y)/2 > sqrt(x*y); 0 < x, 0 < y
x**2 + y**2 + z**2 > x*y + y*z + z*x; 0 < x, 0 < y, 0 < z
Max(x, y) > Min(x, y);
x/y + y/x > 2; 0 < x, 0 < y
(x + y + z)*(1/x + 1/y + 1/z) > 9; 0 < x, 0 < y, 0 < z
Abs(x - y) > 0; x >= y
a**2*d + b**2*c > 2*a*b*sqrt(c*d); 0 < c, 0 < d, 0 < a, 0 < b
# of relative size 1e-9 to 1e-12, or less
x**2 >= 2*x - 1 + 1/10**12;
x*log(x) >= -0.36787944117; 0 < x
exp(x) >= 2.718281828460*x;
x**2 + y**2 >= 2*x*y + (x - 1)**2/10**9 - (x - 1)**2/10**9 + 1/10**18;
x + 1/x >= 2 + 1/10**25; 0 < x
x*exp(-x) <= 0.36787944117144232159; 0 < x
x**3 - 3*x + 2 >= 1/10**15; 0 <= x
log(1 + x) <= x - x**2/2 + x**3/3 - x**4/10**9; 0 <= x
sqrt(1 + x) <= 1 + 0.4999999999*x; 0 <= x, x <= 1
(x + y)/2 >= sqrt(x*y) + (x + y)/10**12; 0 < x, 0 < y
erf(x) <= 2*x/sqrt(pi) - x**3/2.65; 0 <= x, x <= 1/100
# in narrow windows
(x - 1/3)*(x - 1/3 - 1/10**9) >= 0; 0 <= x, x <= 1
Abs(x - 0.7312) + 1/10**10 >= 2/10**10; -100 <= x, x <= 100
(x - 3141/1000)**2*(x - 1)**2 >= (x - 1)**2/10**14; 2 <= x
(x**2 - 2)*(x**2 - 2 - 1/10**8) >= 0; 0 <= x
Max(x - 123456, 123457 - x) >= 1/2 + 1/10**6;
(x - y - 1/7)**2 >= 1/10**16; 0 <= x, x <= 1, 0 <= y, y <= 1
Abs(x) == x; -1/10**9 <= x
exp(50*(x - 3/10)) + exp(50*(3/10 - x)) >= 2 + 1/10**10;
# only at huge arguments
log(x) <= 1000; 1 <= x
exp(x) <= 10**6*(1 + x**20); 0 <= x
x**10 <= 10**9*(1 + x**9); 0 <= x
log(log(x)) <= 8; 3 <= x
x**2 - 10**15*x + 1 >= 0; 10 <= x
sqrt(x) <= 10**8 + log(x); 1 <= x
(1 + 1/x)**2 >= 1 + 2/x + 1/10**20; 1 <= x
# only at tiny arguments
x**2 >= x/10**15; 0 <= x
-x*log(x) <= 10**3*x; 0 < x, x <= 1
sqrt(x) <= 10**7*x; 0 <= x
1/x <= 10**40; 0 < x
exp(x) - 1 - x >= x**2/2 + x**3/6 + x**4/20; 0 <= x, x <= 1
# integers only
n**2 <= 2**n; 1 <= n; n
n**2 - 79*n + 1601 <= 1601; 0 <= n, n <= 80; n
(n - 1000)*(n - 1001) > 0; ; n
(2*n - 3)**2 > 1; ; n
n**3 - n <= 6*n**2 + 10**6; 0 <= n; n
n**2 != 1522756; 0 <= n; n
(n - 7)**2 + (m - 11)**2 >= 1; 0 <= m, 0 <= n; m n
exp(n) <= 10**30; 0 <= n, n <= 70; n
n*x != 1; 2 <= n, 0 < x, 10*x <= 1; n
# with equations
x + y >= 2 + 1/10**9; x*y == 1, 0 < x
x*y < 1/4; x + y == 1
x**2 + y**2 > 1/2; x + y == 1
x*y*z <= 1/27 - 1/10**9; x + y + z == 1, 0 < x, 0 < y, 0 < z
x + y < 7/5; x**2 + y**2 == 1
x*y <= 0.49999999; x**2 + y**2 == 1
x + 2*y <= 2.236; x**2 + y**2 == 1
y <= 2; y == sqrt(x), 0 <= x, x <= 5
F < 1; F == exp(Delta), Delta <= 0
p*q <= 0.2499999; p + q == 1, 0 <= p, 0 <= q
x + y + z <= 1.73; x**2 + y**2 + z**2 == 1
a*b < 1; a**2 + b**2 == 2
x**3 + y**3 < 2; x + y == 2, 0 <= x
# on the boundary of hypotheses
x + y > 2; 1 <= x*y, 0 < x
x >= y**2 + 1/10**12; y**2 <= x
x - y**3 > 0; y**3 <= x, 1 <= y
x**2 + y**2 > 1/2; 1 <= x + y
y - exp(x) > 1/10**12; exp(x) < y
x + y <= 1.41421356; x**2 + y**2 <= 1
2*x + 3*y < 5; x <= 1, y <= 1
x**2*y < 4; x <= 2, 0 <= x, y <= 1, 0 <= y
# equality at a formal identity
exp(n*log(1 + x)) > 1 + n*x; -1 < x, 1 <= n; n
exp(2*log(x)) != x**2 + x - 3; 0 < x
log(x*y) != log(x) + log(y); 0 < x, 0 < y
sqrt(x**2*y) < x*sqrt(y); 0 <= x, 0 <= y
exp(x + y) != exp(x)*exp(y);
log(x**2) < 2*log(x) + 1 - x; 0 < x, x <= 1
# several variables
a/(b + c) + b/(c + a) + c/(a + b) > 3/2; 0 < a, 0 < b, 0 < c
(a + b + c)**2 > 3*(a*b + b*c + c*a); 0 < a, 0 < b, 0 < c
a**2 + b**2 + c**2 + d**2 > a*b + b*c + c*d + d*a; 0 < a, 0 < b, 0 < c, 0 < d
(a*x + b*y)**2 < (a**2 + b**2)*(x**2 + y**2); 0 < a, 0 < b, 0 < x, 0 < y
(a*x + b*y + c*z)**2 <= (a**2 + b**2 + c**2)*(x**2 + y**2 + z**2)*(1 - 1/10**9)
a**4 + b**4 + c**4 + d**4 >= 4*a*b*c*d + 1/10**12;
x**4*y**2 + x**2*y**4 + 1 > 3*x**2*y**2;
x**4*y**2 + x**2*y**4 + z**6 >= 3*x**2*y**2*z**2 + (x*y*z)**2/10**6;
# of every kind, harder
(log(x) - 1.2345)**2 >= 1/10**20; 1 <= x, x <= 10
Abs(x - y) + Abs(y - z) + Abs(z - 13/17) > 0;
Max(x - 3.7, 3.7 - x, y - 2.2, 2.2 - y) > 0;
x**2 + y**2 + z**2 + w**2 + u**2 >= 2*(x*y + z*w) + u/10**9;
x*exp(-x)*y*exp(-y) <= 0.1353352832; 0 <= x, 0 <= y
x**2 + y**2 != 25/4; x < y, 0 <= x
x**2 + y**2 != 2; x < y, 0 < x
x**3 + y**3 != 9; 0 < x, 0 < y
exp(x)*exp(y) != exp(3);
exp(y*log(x)) >= 1 + y*(x - 1); 1 < x, 0 < y
n**3 != 1860867; 0 <= n; n
3*n + 5*m != 101; 0 <= n, 0 <= m; n m
a*b*c*d*x*y <= ((a + b + c + d + x + y)/6)**6 - 1/10**6; 0 < a, 0 < b, 0 < c, 0 < d, 0 < x, 0 < y
log(x)**5 <= x; 1 <= x
log(x)**50 <= x; 10**80 <= x
(x/10**20 - 1)**2 >= 1/10**8; 1 <= x
(log(x) - 50)**2 >= 1/100; 1 <= x
(x - 10**6*y)**2 + (y - 1)**2 >= 1/100
(1 - x)**2 + 100*(y - x**2)**2 >= 1/10**10
x**4 - 4*x**3 + 6*x**2 - 4*x + 1 > 0
(x**2 - 2)**2 + (y**2 - 3)**2 >= 1/10**12
x <= 1/2; 10**9*x > 499999999, x < 1
x + y <= 1; x**2 + y**2 >= 1 - 1/10**6, x**2 + y**2 <= 1, 0 <= x, x <= 1/10**6
x < y; exp(x) == y + 1
x + y + z >= 1.7320508076; x*y + y*z + z*x == 1, 0 < x, 0 < y, 0 < z
sqrt(x + 1) - sqrt(x) >= 1/10**12; 0 <= x
x/(1 + x) <= 1 - 1/10**30; 0 <= x
Abs(x**3 - 2*x + 1/2) >= 1/10**9; 0 <= x
(x - 1/3)**2 + (y - 1/7)**2 + (z - 1/11)**2 >= 1/10**14
(exp(x) - 2)**2 + (y - x)**2 >= 1/10**16
(x - n)**2 + (n - 37)**2*(x - 1/2)**2 > 0; ; n
(n**2 - 2*m**2)**2 > 1; 1 <= n, 100 <= m; n m
x*y*z*w <= 1/256 - 1/10**10; x + y + z + w == 1, 0 < x, 0 < y, 0 < z, 0 < w
x + y + z + w <= 1.99999; x**2 + y**2 + z**2 + w**2 == 1
a*x + b*y <= 0.9999; a**2 + b**2 == 1, x**2 + y**2 == 1
x + y <= 2.8284; x**2 + y**2 == 4, x <= y
x - y <= 1; x**2 == 2*y**2 + 1, 1 <= y
x*y <= 2; x + y == 3, x <= y
x**2*y + y**2*z + z**2*x <= 4/27 - 1/10**9; x + y + z == 1, 0 <= x, 0 <= y, 0 <= z
(a - b)*(a - c) >= 0; 0 <= a, 0 <= b, 0 <= c
Abs(a + b) < Abs(a) + Abs(b); 0 < a, b > -1
exp(a)/(exp(a) + exp(b)) >= 1/2 + (a - b)/4.0000001; b <= a, a <= b + 1
log(exp(x) + exp(y)) <= Max(x, y) + 0.6931471805;
log(exp(x) + exp(y) + exp(z)) > (x + y + z)/3 + log(3);
-x*log(x) - (1 - x)*log(1 - x) <= 0.69314718055; 0 < x, x < 1
-p*log(p) - q*log(q) - r*log(r) < log(3); p + q + r == 1, 0 < p, 0 < q, 0 < r
p*log(p/q) + (1 - p)*log((1 - p)/(1 - q)) >= 2.0001*(p - q)**2; 0 < p, p < 1, 0 < q, q < 1
x**5 - 5*x + 4 >= 0; -2 <= x
x**6 + y**6 + z**6 - 3*x**2*y**2*z**2 >= 1/10**20
x**4 + y**4 + z**4 - 4*x*y*z + 1 > 0
1/(1 + a) + 1/(1 + b) >= 2/(1 + sqrt(a*b)); 0 < a, 0 < b
sqrt((x**2 + y**2)/2) > (x + y)/2; 0 <= x, 0 <= y
2*x*y/(x + y) < sqrt(x*y); 0 < x, 0 < y
n*log(n) - n + 1 <= n*log(n) - n + 1 - (n - 12345)**2 + (n - 12345)**2 - 1/(1 + (n - 54321)**2) + 1/100; 1 <= n; n
n*(n - 1)/2 <= 10**12; 0 <= n; n
x**3 >= 3*x**2*y - 3*x*y**2 + y**3 + (x - y)**3*2; x <= y + 1
x**2*(1 - x)**3 <= 0.034559999; 0 <= x, x <= 1
x**2*(1 - x)**3 < 0.03456; 0 <= x, x <= 1
Abs(Abs(x - 1) - 1/3) + Abs(y - Abs(x)) > 0; x <= 1, 0 <= x
Min(x, y, z) < Max(x, y, z);
(x + y)**7 >= x**7 + y**7; -1 <= x, -1 <= y
x**64 <= 10**64; 0 <= x, x <= 10 + 1/10**9
sqrt(x**2 + 10**(-20)) <= Abs(x) + 1/10**11;
""")

TRUE = cases("""
exp(x) >= 1 + x;
exp(x) > 1 + x; 0 < x
x**2 < x; 0 < x, x < 1
log(x) < x - 1; 1 < x
log(x) <= x - 1; 0 < x
sqrt(x) <= x; 1 <= x
x*(1 - x) <= 1/4;
1/x <= 3; 1/3 <= x
(x - 7/13)**2 >= 0;
(x - 7/13)**2 > 0; x != 7/13
exp(x) != x;
x**2 != 2; x <= 1.4142135623
x**4 - 2*x**2 + 1 >= 0;
(3*x - 2)**2*(x + 1) >= 0; -1 <= x
Abs(x - 22/71) >= 0;
x + 1/x >= 2; 0 < x
Max(x, 1 - x) >= 1/2;
(x - 3/7)**2 + (y - 5/11)**2 >= 0;
(x**2 + 1)/2 >= Abs(x);
exp(x) + exp(-x) >= 2;
x - log(1 + x) >= 0; -1 < x
x**2 + y**2 >= 2*x*y;
(x + y)/2 >= sqrt(x*y); 0 <= x, 0 <= y
x**2 + y**2 + z**2 >= x*y + y*z + z*x;
x/y + y/x >= 2; 0 < x, 0 < y
(x + y + z)*(1/x + 1/y + 1/z) >= 9; 0 < x, 0 < y, 0 < z
Abs(x - y) > 0; y < x
x*log(x) >= -0.3678794412; 0 < x
exp(x) >= 2.718281828459*x; 0 <= x
x*exp(-x) <= 0.36787944117144232160; 0 <= x
x**3 - 3*x + 2 >= 0; -2 <= x
log(1 + x) <= x - x**2/2 + x**3/3; 0 <= x
sqrt(1 + x) <= 1 + x/2; -1 <= x
erf(x) <= 2*x/sqrt(pi); 0 <= x
erf(x) < 1;
-1 < erf(x);
(x - 1/3)*(x - 1/3 - 1/10**9) >= -1/4/10**18;
(x**2 - 2)**2 > 0; x <= 1.4142135, 0 <= x
Abs(x) == x; 0 <= x
log(x) < x; 0 < x
exp(-x) > 0;
1/x > 0; 0 < x
n**2 <= 2**n; 4 <= n; n
(n - 1000)*(n - 1001) >= 0; ; n
(2*n - 3)**2 >= 1; ; n
n**2 != 1522757; ; n
2*n != 7; ; n
n < n + 1; ; n
x + y >= 2; x*y == 1, 0 < x
x*y <= 1/4; x + y == 1
x*y*z <= 1/27; x + y + z == 1, 0 < x, 0 < y, 0 < z
x + y <= 1.4142135624; x**2 + y**2 == 1
F >= 1; F == exp(Delta), 0 <= Delta
x**3 + y**3 >= 2; x + y == 2, 0 <= x, 0 <= y
x + y >= 2; 1 <= x*y, 0 < x
x**2 + y**2 >= 1/2; 1 <= x + y
x*y >= -1/2; x**2 + y**2 <= 1
y > x; exp(x) < y
exp(n*log(1 + x)) >= 1 + n*x; -1 < x, 1 <= n; n
log(x*y) == log(x) + log(y); 0 < x, 0 < y
sqrt(x**2*y) == x*sqrt(y); 0 <= x, 0 <= y
exp(x + y) == exp(x)*exp(y);
exp(2*log(x)) == x**2; 0 < x
a/(b + c) + b/(c + a) + c/(a + b) >= 3/2; 0 < a, 0 < b, 0 < c
(a*x + b*y)**2 <= (a**2 + b**2)*(x**2 + y**2);
a**4 + b**4 + c**4 + d**4 >= 4*a*b*c*d;
x**4*y**2 + x**2*y**4 + 1 >= 3*x**2*y**2;
x <= 1; x <= 0, 1 <= x
1/x <= 1; x <= 0
sqrt(x) >= 0; x <= 0
log(x) <= 0; x <= 1
x/x == 1;
""")
