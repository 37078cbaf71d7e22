"""Bootstrap intervals of functions of a table, and one clustered interval, for tests/audit_resampled.rs and
tests/audit_customers.rs. NumPy 2.4.6, SciPy 1.17.1; 400,000 draws: the third digit is certain.
"""
import numpy as np
from scipy.stats import norm, t
rng=np.random.default_rng(1)
# T1: TP FP FN TN
A=[60,20,15,105];B=[24,16,16,104]
def f1(c): return 2*c[0]/(2*c[0]+c[1]+c[2])
def ba(c): return .5*(c[0]/(c[0]+c[2])+c[3]/(c[1]+c[3]))
def mcc(c):
    tp,fp,fn,tn=c; return (tp*tn-fp*fn)/np.sqrt((tp+fp)*(tp+fn)*(tn+fp)*(tn+fn))
S=400000
def boot(c): return rng.multinomial(sum(c),np.array(c)/sum(c),S).T
def bca(th,reps,jk,w,al=.05):
    z0=norm.ppf((reps<th).mean()+.5*(reps==th).mean())
    m=(w*jk).sum()/w.sum(); d=m-jk
    a=(w*d**3).sum()/(6*(w*d**2).sum()**1.5)
    out=[]
    for q in (al/2,1-al/2):
        z=norm.ppf(q); out.append(np.quantile(reps,norm.cdf(z0+(z0+z)/(1-a*(z0+z)))))
    return out
def jack(f,cells):
    vals=[];w=[]
    for i,c in enumerate(cells):
        if c>0:
            d=list(cells); d[i]-=1; vals.append(f(d)); w.append(c)
    return np.array(vals),np.array(w)
for name,f in (("f1",f1),("ba",ba),("mcc",mcc)):
    r=boot(A); reps=f(r); jk,w=jack(f,A)
    print(name,f(A),bca(f(A),reps,jk,w))
    ra,rb=boot(A),boot(B); reps=f(rb)-f(ra)
    g=lambda c: f(c[:4])-f(c[4:])
    jk,w=jack(g,B+A)
    print(name,"B-A",f(B)-f(A),bca(f(B)-f(A),reps,jk,w), "sd",reps.std())
# clustered golden
n=9*(norm.ppf(.975)/t.ppf(.975,3))**2; z=norm.ppf(.975); p=.4
c=(p+z*z/2/n)/(1+z*z/n); h=z/(1+z*z/n)*np.sqrt(p*(1-p)/n+z*z/4/n/n); print("clustered",c-h,c+h)
