// Close views of one thing on a wall, on the ground or under a ceiling. `uBad` 1 shows the defect.
const wall = { uWall: [0.74, 0.73, 0.68], uDadoH: 0, uC2: [0.48, 0.45, 0.4] };
const green = { uWall: [0.72, 0.72, 0.68], uDado: [0.36, 0.5, 0.44], uDadoH: 1.0, uC2: [0.5, 0.47, 0.42] };
const blue = { uWall: [0.68, 0.7, 0.72], uDado: [0.3, 0.4, 0.55], uDadoH: 1.1, uC2: [0.45, 0.45, 0.46] };
const near = { uLampPos: [0.8, 2.3, 1.2], uFlash: 0.55 };
const bad = { uBad: 1 };
const pick = (...all) => Object.assign({}, ...all);
// A wall at z = 2 with floor and ceiling.
const hall = 'A(room(p-vec3(0,1.4,-1.),vec3(2.6,1.4,3.)),WALL,p);';

const extinguisher = `${hall}
for(int i=0;i<2;i++){vec3 e=p-vec3(-.14+.34*float(i),.62,1.84);if(uV3>.5)e.y+=.26;if(uV4>.5&&i==1)continue;
A(rcyl(e,.082,.25,.06),RED,e);A(rcyl(e-vec3(0,.27,0),.03,.04,.01),STEEL,e);A(rbox(e-vec3(0,.33,-.03),vec3(.016,.016,.1),.008),BLACK,e);{vec3 k=e-vec3(0,.375,-.04);k.yz=rot(-.22)*k.yz;A(rbox(k,vec3(.015,.01,.1),.006),BLACK,k);}
{vec3 g=e-vec3(-.045,.3,-.03);float d=cyl(g.xzy,.034,.012);A(d,g.z<-.008&&length(g.xy)<.030?42.:STEEL,vec3(g.x/.13,g.y/.066,0));}
A(bend(e,vec3(.03,.3,0),vec3(.16,.2,-.02),vec3(.1,-.16,-.03),.012),BLACK,e);A(cap(e,vec3(.1,-.16,-.03),vec3(.1,-.24,-.03),.017),BLACK,e);
{float a=atan(e.x,-e.z);float d=abs(cyl(e-vec3(0,-.02,0),.0835,.13))-.0012;if(abs(a)<1.15)A(d,43.,vec3(a/2.3,(e.y+.02)/.26,0));}}
if(uV3>.5)A(rbox(p-vec3(.02,.02,1.84),vec3(.3,.02,.14),.01),RED,p);
if(uV2>.72&&uV3<.5)A(box(p-vec3(.03,1.32,1.99),vec3(.16,.1,.01)),44.,(p-vec3(.03,1.32,1.99))/vec3(.32,.2,1.));
if(uBad>1.5){for(int i=0;i<5;i++){float f=float(i);vec3 b=vec3(.24,.17,.2);vec3 r=p-vec3(-.25+.5*mod(f,2.)+.05*h1(f),.17+.34*floor(f/2.),1.35+.1*h1(f+2.));r.xz=rot(.4*(h1(f)-.5))*r.xz;A(box(r,b),CARD,r/(2.*b));}}`;

const lamp = `${hall}
vec3 e=p-vec3(-.3,2.1,1.95);A(rbox(e,vec3(.17,.1,.04),.015),WHITE,e);
for(int i=0;i<2;i++){vec3 k=e-vec3(-.11+.22*float(i),.15,-.05);k.xz=rot(.3-.6*float(i))*k.xz;A(rcyl(k.xzy,.062,.04,.01),WHITE,k);A(cyl((k-vec3(0,0,-.035)).xzy,.052,.008),uBad>.5?DIM:LAMP,k);}
A(cyl((e-vec3(.1,-.03,-.04)).xzy,.009,.006),uBad>.5?BLACK:RED,e);A(bend(p,vec3(-.13,2.05,1.97),vec3(.1,1.7,1.97),vec3(.1,1.3,1.985),.009),WHITE,p);A(rbox(p-vec3(.1,1.3,1.98),vec3(.045,.045,.012),.008),WHITE,p);
A(rbox(p-vec3(.62,2.28,1.96),vec3(.2,.09,.02),.005),42.,(p-vec3(.62,2.28,1.96))/vec3(.4,.18,1.));
A(box(p-vec3(.62,1.0,1.99),vec3(.5,1.04,.04)),WOOD,p.yxz*.8);A(box(p-vec3(.62,.98,1.95),vec3(.44,.98,.03)),PAINT1,p);A(length(p-vec3(.28,1.,1.9))-.035,STEEL,p);`;

const doorLock = `${hall}
A(box(p-vec3(0,1.08,1.99),vec3(.98,1.1,.06)),STEEL,p);vec3 q=p-vec3(0,1.05,1.93);q.x=abs(q.x)-.44;A(box(q,vec3(.43,1.03,.025)),PAINT1,q);A(box(q-vec3(0,.35,-.02),vec3(.28,.42,.02)),GLASS,q);
A(cap(q,vec3(-.33,-.25,-.08),vec3(-.33,.3,-.08),.018),STEEL,q);A(cap(q,vec3(-.33,.3,-.08),vec3(-.33,.3,0),.014),STEEL,q);A(cap(q,vec3(-.33,-.25,-.08),vec3(-.33,-.25,0),.014),STEEL,q);
A(box(p-vec3(0,2.35,1.97),vec3(.3,.11,.03)),42.,(p-vec3(0,2.35,1.97))/vec3(.6,.22,1.));
if(uBad>.5){for(int i=0;i<9;i++){float f=float(i)/8.;float x=mix(-.14,.14,f);vec3 l=p-vec3(x,1.0-.09*sin(f*3.14),1.82+.012*mod(float(i),2.));l.xy=rot(1.57*mod(float(i),2.)*.6)*l.xy;A(torus(mod(float(i),2.)<.5?l:l.xzy,.022,.006),STEEL,l);}
 vec3 k=p-vec3(.02,.83,1.8);A(rbox(k,vec3(.035,.03,.014),.008),YELLOW,k);A(torus(k-vec3(0,.035,0),.024,.006),STEEL,k);
 A(bend(p,vec3(-.13,1.1,1.84),vec3(0,1.16,1.78),vec3(.13,1.1,1.84),.01),STEEL,p);}`;

const panel = `${hall}
vec3 e=p-vec3(0,1.45,1.9);A(max(rbox(e,vec3(.34,.3,.09),.01),-box(e-vec3(0,0,-.06),vec3(.31,.27,.07))),WHITE,e);A(box(e-vec3(0,.02,.02),vec3(.28,.17,.03)),42.,(e-vec3(0,.02,0))/vec3(.56,.34,1.));
{vec3 d=e-vec3(-.34,0,-.09);float a=uBad>.5?2.0:2.3;d.xz=rot(a)*d.xz;A(box(d-vec3(.33,0,0),vec3(.33,.29,.008)),PAINT2,d);}
for(int i=0;i<3;i++){float f=float(i);A(cap(p,vec3(-.2+.06*f,1.7,1.93),vec3(-.2+.06*f,2.8,1.97),.014),WHITE,p);}
if(uBad>.5){for(int i=0;i<11;i++){float f=float(i);vec3 a=vec3(-.24+.05*f,1.36+.05*h1(f),1.82),b=vec3(-.5+1.*h1(f+.2),1.05+.35*h1(f+.4),1.68),c=vec3(-.6+1.25*h1(f+.8),.55+.35*h1(f+3.),1.95);A(bend(p,a,b,c,.0085),mod(f,4.)<1.?RED:(mod(f,4.)<2.?YELLOW:(mod(f,4.)<3.?PAINT1:BLACK)),p);}
 A(bend(p,vec3(.3,1.3,1.85),vec3(1.1,1.9,1.85),vec3(2.,1.5,1.96),.012),BLACK,p);A(bend(p,vec3(.25,1.25,1.85),vec3(.9,1.5,1.8),vec3(2.2,1.75,1.96),.01),YELLOW,p);
 A(rbox(p-vec3(.45,.62,1.92),vec3(.2,.045,.03),.012),WHITE,p);vec3 r=p-vec3(-.55,.22,1.7);A(box(r,vec3(.3,.22,.2)),CARD,r/vec3(.6,.44,.4));r=p-vec3(-.5,.6,1.72);r.xz=rot(.3)*r.xz;A(box(r,vec3(.2,.16,.17)),CARD,r/.4);}
else for(int i=0;i<3;i++)A(cap(p,vec3(-.1+.1*float(i),1.15,1.95),vec3(-.1+.1*float(i),0.,1.97),.016),WHITE,p);`;

const strip = `A(room(p-vec3(0,1.4,-.4),vec3(2.4,1.4,2.4)),WALL,p);
vec3 s=p-vec3(-.15,.03,1.05);s.xz=rot(.25)*s.xz;A(rbox(s,vec3(.3,.026,.045),.012),WHITE,s);
for(int i=0;i<5;i++){float f=float(i);vec3 k=s-vec3(-.22+.11*f,.06,0);A(rbox(k,vec3(.036,.034,.03),.01),mod(f,2.)<.5?BLACK:WHITE,k);A(bend(p,vec3(-.4+.12*f,.09,1.05-.03*f),vec3(-.7+.36*f,.2,.5+.1*h1(f)),vec3(-1.3+.72*f,.02,1.2+.5*h1(f+1.)),.009),mod(f,2.)<.5?BLACK:WHITE,p);}
vec3 h=p-vec3(.72,.0,1.25);h.xz=rot(-.5)*h.xz;A(rbox(h-vec3(0,.03,0),vec3(.16,.03,.13),.02),BLACK,h);A(cap(h,vec3(0,.05,0),vec3(0,.3,0),.02),BLACK,h);
{vec3 d=h-vec3(0,.48,0);A(max(abs(length(d-vec3(0,0,.18))-.31)-.006,d.z-.02)+.0,STEEL,d);A(cap(d,vec3(0,.0,-.02),vec3(0,0,-.12),.035),LAMP,d);for(int i=0;i<7;i++){float x=-.18+.06*float(i);A(cap(d,vec3(x,-.2,-.08),vec3(x,.2,-.08),.0035),STEEL,d);}}
vec3 b=p-vec3(-.95,.25,1.5);A(rbox(b,vec3(.5,.25,.35),.1),CLOTH,b);A(rbox(b-vec3(.2,.3,-.1),vec3(.4,.1,.32),.08),CLOTH,b.zyx);
vec3 c=p-vec3(.35,.16,1.75);A(box(c,vec3(.22,.16,.18)),CARD,c/.4);`;

const detector = `A(room(p-vec3(0,1.2,0),vec3(2.4,1.5,2.8)),WALL,p);
vec3 e=p-vec3(.1,2.69,.9);A(cyl(e,.065,.012),WHITE,e);
if(uBad<.5){A(rcyl(e-vec3(0,-.03,0),.055,.025,.014),WHITE,e);A(abs(cyl(e-vec3(0,-.032,0),.056,.006))-.002,BLACK,e);A(cyl(e-vec3(.03,-.056,0),.006,.004),RED,e);}
else{A(cyl(e-vec3(0,-.014,0),.04,.004),SKYDARK,e);A(bend(e,vec3(.01,-.01,0),vec3(.1,-.2,.02),vec3(.04,-.3,.05),.006),RED,e);A(bend(e,vec3(-.01,-.01,0),vec3(-.1,-.15,.02),vec3(-.03,-.27,.0),.006),BLACK,e);}
A(rbox(p-vec3(-.7,2.66,1.3),vec3(.6,.035,.04),.01),LAMP,p);A(box(p-vec3(0,2.66,2.78),vec3(2.4,.05,.03)),WHITE,p);A(cap(p,vec3(.1,2.68,.9),vec3(2.4,2.68,.9),.012),WHITE,p);
A(box(p-vec3(.9,1.4,2.78),vec3(.5,.8,.05)),43.,(p-vec3(.9,1.4,2.78))/vec3(1.,1.6,1.));`;

const gasAlarm = `${hall}
if(uBad<.5||uV3>.5){vec3 e=p-vec3(-.1,2.05,1.96);A(rbox(e,vec3(.07,.1,.028),.015),WHITE,e);A(cyl((e-vec3(0,-.03,-.03)).xzy,.03,.004),BLACK,e);A(cyl((e-vec3(-.03,.06,-.03)).xzy,.006,.004),uBad>.5?BLACK:LAMP,e);
 if(uBad<.5)A(bend(p,vec3(-.1,1.95,1.97),vec3(.1,1.8,1.97),vec3(.3,1.62,1.975),.008),WHITE,p);else{A(bend(p,vec3(-.1,1.95,1.97),vec3(-.05,1.5,1.85),vec3(.06,1.25,1.9),.008),WHITE,p);A(rbox(p-vec3(.06,1.22,1.9),vec3(.024,.03,.02),.008),WHITE,p);}}
A(rbox(p-vec3(.34,1.6,1.98),vec3(.045,.045,.012),.008),WHITE,p);
A(cap(p,vec3(-1.2,1.25,1.93),vec3(.75,1.25,1.93),.018),YELLOW,p);A(cap(p,vec3(.75,1.25,1.93),vec3(.75,.5,1.93),.018),YELLOW,p);A(rbox(p-vec3(-.45,1.25,1.9),vec3(.05,.035,.04),.01),RED,p);A(rbox(p-vec3(-.45,1.31,1.9),vec3(.012,.03,.05),.006),RED,p);
vec3 m=p-vec3(-.95,1.52,1.9);A(rbox(m,vec3(.14,.17,.07),.03),PAINT1,m);A(box(m-vec3(0,.05,-.07),vec3(.09,.04,.004)),BLACK,m);
A(rbox(p-vec3(.2,.42,1.7),vec3(.9,.42,.3),.01),STEEL,p);A(rcyl(p-vec3(-.1,.86,1.7),.18,.03,.015),BLACK,p);A(rcyl(p-vec3(-.1,1.0,1.7),.15,.11,.02),STEEL,p);`;

const hose = `${hall}
A(rbox(p-vec3(.5,.4,1.6),vec3(.75,.4,.36),.01),STEEL,p);A(rcyl(p-vec3(.3,.84,1.55),.17,.03,.015),BLACK,p);
vec3 g=p-vec3(-.75,0,1.55);A(rcyl(g-vec3(0,.3,0),.165,.3,.11),PAINT1,g);A(rcyl(g-vec3(0,.62,0),.045,.05,.01),STEEL,g);A(abs(cyl(g-vec3(0,.64,0),.1,.05))-.004,PAINT1,g);
A(rcyl(g-vec3(0,.71,-.05),.035,.03,.01),uBad>.5?RUST:STEEL,g);A(rcyl((g-vec3(.05,.7,-.05)).yxz,.022,.05,.008),STEEL,g);if(uBad>.5){A(rcyl((g-vec3(0,.72,-.12)).xzy,.028,.02,.006),RED,g);}
vec3 c=uBad>.5?vec3(-.3,.12,.9):vec3(-.35,.35,1.2);
A(bend(p,vec3(-.66,.7,1.5),c,vec3(.05,.66,1.26),.016),uBad>.5?RUST:YELLOW,p);
if(uBad>.5){vec3 k=mix(mix(vec3(-.66,.7,1.5),c,.5),mix(c,vec3(.05,.66,1.26),.5),.5);A(rcyl((p-k).yxz,.026,.05,.008),STEEL,p);A(cap(p,k,k+vec3(.02,-.16,.12),.015),RUST,p);A(torus((p-k-vec3(.05,0,0)).zyx,.025,.006),STEEL,p);}`;

const bottles = `${hall}
for(int i=0;i<8;i++){float f=float(i);vec3 g=p-vec3(-1.15+.4*mod(f,4.)+.06*h1(f),0,1.62-.42*floor(f/4.)+.06*h1(f+2.));if(i==7)g=p-vec3(.62,0,1.05);float s=i==3||i==6?1.45:1.;
A(rcyl(g-vec3(0,.3*s,0),.165*(s>1.?1.15:1.),.3*s,.11),mod(f,3.)<1.?RUST:PAINT1,g);A(rcyl(g-vec3(0,.62*s,0),.045,.05,.01),STEEL,g);A(abs(cyl(g-vec3(0,.63*s+.01,0),.1,.05))-.004,PAINT1,g);A(rcyl(g-vec3(0,.03,0),.13,.03,.01),BLACK,g);A(length(g-vec3(.0,.69*s,0))-.03,STEEL,g);}
A(box(p-vec3(1.35,.5,1.7),vec3(.45,.5,.28)),STEEL,p);A(rcyl(p-vec3(1.3,1.1,1.7),.2,.1,.02),STEEL,p);`;

const drums = `${hall}
for(int i=0;i<5;i++){float f=float(i);vec3 g=p-vec3(-1.2+.58*mod(f,3.)+.1*h1(f),.42,1.6-.6*floor(f/3.));g.xz=rot(f)*g.xz;float rib=.006*smoothstep(.97,1.,cos(g.y*22.));A(rcyl(g,.28+rib,.42,.02),mod(f,2.)<.5?PAINT1:RUST,g);A(abs(rcyl(g,.285,.425,.02))-.003+step(.0,.39-g.y)*.02,BLACK,g);A(cyl(g-vec3(.15,.43,0),.035,.015),BLACK,g);}
for(int i=0;i<3;i++){float f=float(i);vec3 g=p-vec3(.65+.32*f,.16,1.3+.15*h1(f));A(rbox(g,vec3(.13,.16,.1),.03),mod(f,2.)<.5?WHITE:YELLOW,g);A(cyl(g-vec3(.06,.18,0),.03,.025),RED,g);A(torus((g-vec3(-.03,.17,0)),.05,.012),WHITE,g);}
A(box(p-vec3(-.6,1.7,1.99),vec3(.26,.18,.01)),42.,(p-vec3(-.6,1.7,1.99))/vec3(.52,.36,1.));`;

const plan = `${hall}
A(box(p-vec3(0,1.05,1.99),vec3(.52,1.08,.05)),WOOD,p.yxz*.8);A(box(p-vec3(0,1.02,1.95),vec3(.46,1.02,.03)),WOOD,p.yxz);A(rbox(p-vec3(.36,1.0,1.9),vec3(.07,.02,.03),.012),STEEL,p);
if(uBad<.5)A(box(p-vec3(-.05,1.45,1.915),vec3(.25,.18,.004)),42.,(p-vec3(-.05,1.45,1.915))/vec3(.5,.36,1.));
A(cyl((p-vec3(0,1.68,1.91)).xzy,.012,.01),STEEL,p);A(box(p-vec3(.9,1.25,1.98),vec3(.06,.06,.01)),WHITE,p);A(rbox(p-vec3(-1.15,.5,1.6),vec3(.42,.5,.35),.02),WOOD,p);A(rcyl(p-vec3(-1.15,1.1,1.6),.08,.12,.02),WHITE,p);`;

const shot = (set, atlas) => ({ set, atlas });
const gauge = (needle) => ({ 2: ['gauge', { needle }], 3: ['label', { text: '灭火器' }], 4: ['label', { text: '消防', bg: '#b01212', fg: '#fff', lines: 2 }] });
const at = (eye, look, fov = 0.5) => ({ uEye: eye, uAt: look, uFov: fov });
export const details = [
  { name: 'extinguisher-low', indoor: true, glsl: extinguisher, set: { ...near, ...at([-0.12, 1.02, 1.0], [-0.06, 0.76, 1.9], 0.4), uBad: 1 }, shots: [shot(wall, gauge(0.08)), shot(green, gauge(0.14)), shot(pick(blue, { uV4: 1 }), gauge(0.05))] },
  { name: 'extinguisher-blocked', indoor: true, glsl: extinguisher, set: { ...near, ...at([0.4, 1.45, -0.4], [0, 0.6, 1.9], 0.5), uBad: 2 }, shots: [shot(green, gauge(0.5))] },
  { name: 'extinguisher-ok', indoor: true, glsl: extinguisher, set: { ...near, ...at([-0.1, 1.0, 0.9], [-0.04, 0.72, 1.9], 0.42) }, shots: [shot(wall, gauge(0.5)), shot(green, gauge(0.46)), shot(pick(blue, { uV3: 1 }), gauge(0.55))] },
  { name: 'lamp-dark', indoor: true, glsl: lamp, set: { ...near, uFlash: 0.4, ...at([0.1, 1.6, 0.2], [0.1, 1.8, 2]), uBad: 1, uC1: [0.5, 0.42, 0.3] }, shots: [shot(wall, { 2: ['exit', { lit: 0 }] }), shot(green, { 2: ['exit', { lit: 0 }] })] },
  { name: 'lamp-lit', indoor: true, glsl: lamp, set: { ...near, uFlash: 0.25, ...at([0.1, 1.6, 0.2], [0.1, 1.8, 2]), uC1: [0.5, 0.42, 0.3] }, shots: [shot(wall, { 2: ['exit'] }), shot(blue, { 2: ['exit'] })] },
  { name: 'exit-locked', indoor: true, glsl: doorLock, set: { ...near, ...at([0.15, 1.4, 0.2], [0, 1.2, 2], 0.52), uBad: 1 }, shots: [shot(pick(wall, { uC1: [0.42, 0.44, 0.46] }), { 2: ['exit'] }), shot(pick(green, { uC1: [0.25, 0.34, 0.42] }), { 2: ['exit'] })] },
  { name: 'exit-open', indoor: true, glsl: doorLock, set: { ...near, ...at([0.15, 1.4, -0.1], [0, 1.25, 2], 0.52) }, shots: [shot(pick(wall, { uC1: [0.42, 0.44, 0.46] }), { 2: ['exit'] }), shot(pick(green, { uC1: [0.25, 0.34, 0.42] }), { 2: ['exit'] })] },
  { name: 'panel-messy', indoor: true, glsl: panel, set: { ...near, ...at([0.25, 1.5, 0.4], [0, 1.25, 2], 0.5), uBad: 1, uC1: [0.1, 0.25, 0.6], uC2: [0.6, 0.6, 0.57] }, shots: [shot({ uWall: wall.uWall }, { 2: ['breakers'] }), shot({ uWall: [0.6, 0.58, 0.5] }, { 2: ['breakers'] }), shot({ uWall: blue.uWall }, { 2: ['breakers'] })] },
  { name: 'panel-tidy', indoor: true, glsl: panel, set: { ...near, ...at([0.2, 1.5, 0.5], [0, 1.35, 2], 0.5), uC2: [0.62, 0.62, 0.6] }, shots: [shot({ uWall: wall.uWall }, { 2: ['breakers'] }), shot({ uWall: blue.uWall }, { 2: ['breakers'] })] },
  { name: 'power-strip', indoor: true, glsl: strip, set: { uLampPos: [0.2, 2.3, 0.4], uFlash: 0.4, ...at([0.1, 1.15, -0.35], [0.02, 0.2, 1.3], 0.48), uC1: [0.45, 0.5, 0.6] }, shots: [shot(pick(wall, { uC2: [0.5, 0.42, 0.32] })), shot(pick(green, { uC1: [0.6, 0.35, 0.4] }))] },
  { name: 'detector-missing', indoor: true, glsl: detector, set: { uLampPos: [-0.7, 2.1, 0.6], uFlash: 0.2, uExpo: 0.8, ...at([0.05, 1.7, 0.1], [0.1, 2.6, 0.95], 0.3), uBad: 1, uDadoH: 0 }, shots: [shot({ uWall: wall.uWall }, { 3: ['window'] }), shot({ uWall: [0.66, 0.7, 0.68] }, { 3: ['window'] })] },
  { name: 'detector-ok', indoor: true, glsl: detector, set: { uLampPos: [-0.7, 2.1, 0.6], uFlash: 0.2, uExpo: 0.8, ...at([0.05, 1.7, 0.15], [0.1, 2.62, 0.95], 0.27), uDadoH: 0 }, shots: [shot({ uWall: wall.uWall }, { 3: ['window'] }), shot({ uWall: [0.7, 0.66, 0.6] }, { 3: ['window', { curtain: '#8aa0a8' }] })] },
  { name: 'gas-alarm-missing', indoor: true, glsl: gasAlarm, set: { ...near, ...at([0.2, 1.5, -0.2], [-0.1, 1.4, 2], 0.52), uBad: 1, uC1: [0.6, 0.62, 0.62] }, shots: [shot(wall), shot(pick(wall, { uWall: [0.62, 0.6, 0.52], uV3: 1 }))] },
  { name: 'gas-alarm-ok', indoor: true, glsl: gasAlarm, set: { ...near, ...at([0.15, 1.5, 0.1], [-0.1, 1.55, 2], 0.5), uC1: [0.6, 0.62, 0.62] }, shots: [shot(wall), shot(pick(wall, { uWall: [0.7, 0.72, 0.72] }))] },
  { name: 'hose-old', indoor: true, glsl: hose, set: { ...near, uLampPos: [0.4, 2.2, 0.4], ...at([-0.1, 1.25, 0.0], [-0.28, 0.5, 1.5], 0.45), uBad: 1 }, shots: [shot(pick(wall, { uC1: [0.5, 0.45, 0.35] })), shot(pick(wall, { uWall: [0.62, 0.6, 0.52], uC1: [0.42, 0.44, 0.42] }))] },
  { name: 'hose-new', indoor: true, glsl: hose, set: { ...near, uLampPos: [0.4, 2.2, 0.4], ...at([-0.1, 1.3, -0.1], [-0.25, 0.5, 1.5], 0.47) }, shots: [shot(pick(wall, { uC1: [0.48, 0.5, 0.49] }))] },
  { name: 'gas-bottles', indoor: true, glsl: bottles, set: { ...near, uLampPos: [0.3, 2.4, 0.2], ...at([0.2, 1.5, -1.2], [-0.2, 0.5, 1.6], 0.5), uBad: 1 }, shots: [shot(pick(wall, { uC1: [0.5, 0.51, 0.5] })), shot(pick(wall, { uWall: [0.55, 0.53, 0.48], uC1: [0.55, 0.46, 0.2] }))] },
  { name: 'drums', indoor: true, glsl: drums, set: { ...near, uLampPos: [0.3, 2.4, 0.2], ...at([0.2, 1.55, -1.2], [-0.1, 0.5, 1.6], 0.5), uBad: 1 }, shots: [shot(pick(wall, { uWall: [0.58, 0.56, 0.5], uC1: [0.1, 0.25, 0.45] }), { 2: ['label', { text: '严禁烟火', bg: '#f5d417', fg: '#111', lines: 1 }] }), shot(pick(blue, { uC1: [0.45, 0.12, 0.1] }), { 2: ['label', { text: '严禁烟火', bg: '#c81a1a', fg: '#fff', lines: 1 }] })] },
  { name: 'plan-missing', indoor: true, glsl: plan, set: { ...near, ...at([0.25, 1.45, 0.0], [0, 1.2, 2], 0.5), uBad: 1 }, shots: [shot(wall, { 2: ['plan'] })] },
  { name: 'plan-ok', indoor: true, glsl: plan, set: { ...near, ...at([0.2, 1.45, 0.5], [-0.03, 1.35, 2], 0.46) }, shots: [shot(wall, { 2: ['plan'] })] },
];
