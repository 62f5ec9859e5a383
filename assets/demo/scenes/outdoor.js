// Streets, fronts, yards. Daylight from a low autumn sun. `uBad` 1 shows the defect.
const pick = (...all) => Object.assign({}, ...all);
const unit = (v) => { const l = Math.hypot(...v); return v.map((x) => x / l); };

// A shop front: wall, sign, glass door and windows, step, pavement, and what stands before it.
const front = `
A(p.y-.0,PAVE,p);
A(box(p-vec3(0,2.4,3.6),vec3(9.,2.4,.5)),FACADE,p);
A(box(p-vec3(0,3.35,3.0),vec3(2.7,.45,.14)),40.,(p-vec3(0,3.35,3.))/vec3(5.4,.9,1.));A(box(p-vec3(0,3.35,3.03),vec3(2.76,.5,.12)),STEEL,p);
A(box(p-vec3(0,.08,2.8),vec3(2.6,.08,.45)),CONCRETE,p);
if(uV3<.5){A(box(p-vec3(0,1.5,3.1),vec3(2.5,1.36,.04)),GLASS,p);
 for(int i=0;i<5;i++){float x=-2.5+1.25*float(i);A(box(p-vec3(x,1.5,3.06),vec3(.045,1.38,.05)),STEEL,p);}A(box(p-vec3(0,2.3,3.06),vec3(2.5,.04,.05)),STEEL,p);A(box(p-vec3(0,.24,3.06),vec3(2.5,.09,.05)),STEEL,p);A(box(p-vec3(0,2.88,3.06),vec3(2.54,.05,.06)),STEEL,p);
 A(cap(p,vec3(.12,1.,2.98),vec3(.12,1.6,2.98),.02),STEEL,p);A(cap(p,vec3(-.12,1.,2.98),vec3(-.12,1.6,2.98),.02),STEEL,p);
 A(box(p-vec3(-.62,1.75,3.045),vec3(.3,.24,.01)),44.,(p-vec3(-.62,1.75,3.045))/vec3(.6,.48,1.));A(box(p-vec3(1.86,1.2,3.045),vec3(.5,.5,.01)),43.,(p-vec3(1.86,1.2,3.045))/vec3(1.,1.,1.));
}else{A(box(p-vec3(0,1.5,3.08),vec3(2.5,1.4,.04)),SHUTTER,p);A(box(p-vec3(0,.14,3.05),vec3(2.5,.07,.05)),STEEL,p);A(rbox(p-vec3(0,.3,3.0),vec3(.06,.05,.03),.01),STEEL,p);A(box(p-vec3(-.8,1.6,3.035),vec3(.3,.2,.01)),44.,(p-vec3(-.8,1.6,3.035))/vec3(.6,.4,1.));}
A(box(p-vec3(2.95,1.9,3.09),vec3(.18,.1,.012)),42.,(p-vec3(2.95,1.9,3.09))/vec3(.36,.2,1.));
A(box(p-vec3(-4.6,1.7,3.09),vec3(1.1,.85,.03)),45.,(p-vec3(-4.6,1.7,3.09))/vec3(2.2,1.7,1.));A(box(p-vec3(4.9,1.7,3.09),vec3(1.1,.85,.03)),45.,(p-vec3(4.9,1.7,3.09))/vec3(2.2,1.7,1.));
{vec3 c=p-vec3(3.6,2.75,2.85);A(rbox(c,vec3(.42,.3,.16),.03),WHITE,c);A(abs(cyl((c-vec3(-.1,0,-.16)).xzy,.2,.01))-.006,BLACK,c);}
if(uV1>.4){vec3 g=p-vec3(-2.95,0,2.75);A(rcyl(g-vec3(0,.22,0),.22,.22,.04),BRICK,g);A((length((g-vec3(0,.75,0))*vec3(1.,.7,1.))-.34+.1*vn(g*13.))*.6,GRASS,g);}
if(uV2>.5){vec3 b=p-vec3(2.1+.6*uV1,0,1.7);b.xz=rot(1.2)*b.xz;vec3 w=b-vec3(0,.27,-.58);A(torus(w.zyx,.225,.042),RUBBER,w);w=b-vec3(0,.27,.58);A(torus(w.zyx,.225,.042),RUBBER,w);A(rbox(b-vec3(0,.34,.02),vec3(.11,.045,.32),.03),BLACK,b);A(rbox(b-vec3(0,.72,.36),vec3(.12,.06,.27),.05),BLACK,b);A(rbox(b-vec3(0,.52,.4),vec3(.1,.17,.2),.05),PAINT1,b);A(cap(b,vec3(0,.3,-.58),vec3(0,.95,-.36),.035),STEEL,b);{vec3 f=b-vec3(0,.62,-.42);f.yz=rot(.32)*f.yz;A(rbox(f,vec3(.17,.3,.04),.035),PAINT1,b);}A(cap(b,vec3(-.3,1.02,-.3),vec3(.3,1.02,-.3),.018),BLACK,b);}
if(uV1<.45){vec3 b=p-vec3(-2.2,0,2.4);for(int i=0;i<3;i++){vec3 r=b-vec3(.1*h1(float(i)),.14+.28*float(i),0);r.xz=rot(.3*h1(float(i)))*r.xz;A(box(r,vec3(.24,.14,.18)),CARD,r/.4);}}`;

// A house of several storeys with outside windows; `uV3` storeys above the ground floor.
const house = `
A(p.y,CONCRETE,p);
A(box(p-vec3(-9.4,2.4,7.),vec3(3.4,2.4,3.2)),BRICK,p);A(box(p-vec3(-9.4,4.95,7.),vec3(3.6,.12,3.4)),CONCRETE,p);A(box(p-vec3(9.8,3.6,7.5),vec3(3.7,3.6,3.2)),PAINT2,p);{vec3 q=p-vec3(9.8,2.,4.3);q.y=mod(q.y+1.5,3.)-1.5;q.x=mod(q.x+1.2,2.4)-1.2;if(p.x>6.3&&p.y<7.&&p.y>.4)A(box(q,vec3(.6,.65,.05)),42.,q/vec3(1.2,1.3,1.));}A(box(p-vec3(0,1.,26.),vec3(40.,5.,1.)),CONCRETE,p);
float top=3.1*(uV3+1.);A(box(p-vec3(0,top*.5,6.),vec3(5.6,top*.5,2.)),FACADE,p);A(box(p-vec3(0,top+.25,6.),vec3(5.75,.25,2.15)),FACADE,p);
vec3 q=p-vec3(0,0,4.);float fl=clamp(floor(q.y/3.1),0.,uV3);q.y-=fl*3.1;q.x=mod(q.x+1.4,2.8)-1.4;
if(abs(p.x)<5.6){if(fl>.5){A(box(q-vec3(0,1.65,0.),vec3(.75,.75,.06)),42.,(q-vec3(0,1.65,0))/vec3(1.5,1.5,1.));A(box(q-vec3(0,.86,-.1),vec3(.85,.05,.12)),CONCRETE,q);
 if(uBad>.5){for(int i=0;i<8;i++)A(box(q-vec3(-.77+.22*float(i),1.65,-.22),vec3(.012,.82,.012)),STEEL,q);A(box(q-vec3(0,2.45,-.12),vec3(.8,.012,.12)),STEEL,q);A(box(q-vec3(0,1.65,-.22),vec3(.8,.012,.012)),STEEL,q);A(box(q-vec3(0,.9,-.12),vec3(.8,.012,.12)),STEEL,q);}}
 else if(abs(p.x)>1.4)A(box(q-vec3(0,1.6,0.),vec3(.85,.8,.06)),42.,(q-vec3(0,1.6,0))/vec3(1.7,1.6,1.));}
A(box(p-vec3(0,1.15,4.),vec3(.95,1.15,.08)),PAINT1,p);A(box(p-vec3(0,1.1,3.93),vec3(.012,1.1,.02)),BLACK,p);A(box(p-vec3(0,2.55,3.96),vec3(1.1,.28,.06)),40.,(p-vec3(0,2.55,3.96))/vec3(2.2,.56,1.));A(box(p-vec3(0,2.95,3.6),vec3(1.4,.07,.5)),CONCRETE,p);
A(box(p-vec3(1.35,1.8,3.96),vec3(.17,.1,.02)),43.,(p-vec3(1.35,1.8,3.96))/vec3(.34,.2,1.));
{vec3 c=p-vec3(2.9,4.0,3.75);c.y=mod(c.y,3.1)-1.55+.9;if(p.y<top&&p.y>3.)A(rbox(p-vec3(1.4+2.8,3.1*floor(p.y/3.1)+.75,3.8),vec3(.4,.28,.15),.03),WHITE,p);}
A(cap(p,vec3(-5.2,0,3.95),vec3(-5.2,top,3.95),.05),WHITE,p);A(bend(p,vec3(-6.,top*.8,3.7),vec3(0,top*.72,3.2),vec3(6.,top*.82,3.7),.02),BLACK,p);
{vec3 b=p-vec3(-2.6,0,3.1);A(rbox(b-vec3(0,.5,0),vec3(.5,.06,.25),.03),PAINT2,b);vec3 w=b-vec3(-.58,.27,0);A(torus(w,.225,.04),RUBBER,w);w=b-vec3(.58,.27,0);A(torus(w,.225,.04),RUBBER,w);A(cap(b,vec3(-.5,.3,0),vec3(-.35,1.,0),.03),STEEL,b);A(cap(b,vec3(-.35,1.,-.28),vec3(-.35,1.,.28),.016),BLACK,b);A(rbox(b-vec3(.3,.72,0),vec3(.28,.06,.12),.05),BLACK,b);}`;

// A lane between houses; a car stands in the way of a fire engine.
const lane = `
A(p.y,CONCRETE,p);A(max(p.y-.006,abs(abs(p.x)-2.4)-.06),YELLOW,p);
A(box(p-vec3(-4.6,2.2,10.),vec3(1.2,2.2,12.)),BRICK,p);A(box(p-vec3(4.6,3.,10.),vec3(1.2,3.,12.)),FACADE,p);
{vec3 q=p;q.z=mod(q.z,4.)-2.;A(box(q-vec3(3.4,1.9,0),vec3(.06,.6,.7)),42.,vec3(q.z/1.4,(q.y-1.9)/1.2,0));}
if(uBad>.5){vec3 c=p-vec3(.3+.5*(uV1-.5),0,4.2);c.xz=rot(.08+.3*uV2)*c.xz;
 float body=rbox(c-vec3(0,.62,0),vec3(.88,.3,2.1),.2);vec3 k=c-vec3(0,1.1,.15);k.x*=1.+.28*clamp(k.y+.2,0.,.6);float cab=rbox(k,vec3(.74,.38,1.15+.0*k.y),.24);A(body,PAINT1,c);A(cab,c.y>1.34?PAINT1:GLASS,c);
 vec3 w=c;w.x=abs(w.x)-.82;w.z=abs(w.z)-1.3;A(rcyl((w-vec3(0,.31,0)).yxz,.31,.1,.05),RUBBER,w);A(rcyl((w-vec3(.06,.31,0)).yxz,.19,.06,.02),STEEL,w);
 A(rbox(c-vec3(0,.62,-2.06),vec3(.22,.06,.05),.01),43.,vec3((c.x)/.44,(c.y-.62)/.12,0));vec3 l=c;l.x=abs(l.x)-.65;A(rbox(l-vec3(0,.74,-2.05),vec3(.16,.08,.07),.03),RED,l);A(box(c-vec3(0,.4,-2.08),vec3(.8,.05,.06)),BLACK,c);}
{vec3 h=p-vec3(-3.05,0,7.5);A(rcyl(h-vec3(0,.4,0),.11,.4,.03),RED,h);A(length(h-vec3(0,.82,0))-.12,RED,h);A(cyl((h-vec3(0,.55,0)).yxz,.06,.2),RED,h);}
A(cap(p,vec3(-3.2,0,12.),vec3(-3.2,6.5,12.),.09),CONCRETE,p);A(bend(p,vec3(-3.2,6.2,12.),vec3(0,5.2,6.),vec3(3.4,5.4,3.),.014),BLACK,p);A(bend(p,vec3(-3.2,6.3,12.),vec3(-3,5.5,6.),vec3(-3.4,6.,0.),.014),BLACK,p);
A(box(p-vec3(0,2.5,24.),vec3(6.,2.5,1.)),FACADE,p);`;

// An idle yard: wall, gate, weeds, a low house behind.
const yard = `
A(p.y-.05*vn(p*3.)-.02,uBad>.5?GRASS:PAVE,p);
A(box(p-vec3(-3.9,1.1,4.),vec3(2.6,1.1,.12)),BRICK,p);A(box(p-vec3(3.9,1.1,4.),vec3(2.6,1.1,.12)),BRICK,p);A(box(p-vec3(-1.35,1.35,4.),vec3(.22,1.35,.22)),BRICK,p);A(box(p-vec3(1.35,1.35,4.),vec3(.22,1.35,.22)),BRICK,p);A(box(p-vec3(0,2.8,4.),vec3(1.75,.12,.35)),CONCRETE,p);
{vec3 q=p-vec3(0,1.2,4.);q.x=abs(q.x)-.56;A(box(q,vec3(.54,1.2,.03)),RUST,q);A(box(q-vec3(0,.4,-.04),vec3(.48,.02,.02)),RUST,q);A(box(q-vec3(0,-.5,-.04),vec3(.48,.02,.02)),RUST,q);}
A(rbox(p-vec3(0,1.1,3.93),vec3(.05,.06,.02),.01),STEEL,p);A(torus(p-vec3(0,1.2,3.93),.05,.01),STEEL,p);
A(box(p-vec3(-1.9,1.45,3.86),vec3(.34,.22,.01)),40.,(p-vec3(-1.9,1.45,3.86))/vec3(.68,.44,1.));
A(box(p-vec3(0,1.9,9.),vec3(5.,1.9,2.)),BRICK,p);{vec3 r=p-vec3(0,4.,9.);r.yz=rot(.45)*r.yz;A(box(r-vec3(0,0,0),vec3(5.3,.08,2.5)),RUST,r);}
for(int i=0;i<9;i++){float f=float(i);vec3 g=p-vec3(mix(-4.5,4.5,h1(f)),.0,mix(2.3,3.7,h1(f+3.)));float s=uBad>.5?1.:.35;A((length((g-vec3(0,.2*s,0))*vec3(1.,.8,1.))-.42*s+.2*s*vn(g*11.)+.05*sin(g.x*40.)*s)*.5,GRASS,g);}
if(uBad>.5){vec3 b=p-vec3(2.4,.2,3.1);for(int i=0;i<4;i++){float f=float(i);vec3 r=b-vec3(.8*h1(f)-.3,.1+.25*floor(f/2.),.4*h1(f+1.));r.xz=rot(h1(f)*2.)*r.xz;A(box(r,vec3(.35,.1,.2)),mod(f,2.)<.5?WOOD:CARD,r);}}`;

// A disused factory: saw-tooth roof, broken panes, a chimney.
const factory = `
A(p.y-.04*vn(p*2.),GRASS,p);A(max(p.y-.05,abs(p.x)-2.2),CONCRETE,p);
A(box(p-vec3(0,2.6,12.),vec3(11.,2.6,4.)),BRICK,p);{vec3 q=p-vec3(0,5.2,12.);q.x=mod(q.x+2.2,4.4)-2.2;q.xy=rot(-.45)*q.xy;if(abs(p.x)<11.)A(box(q,vec3(2.4,.12,4.2)),RUST,q);}
{vec3 q=p-vec3(0,2.6,8.);q.x=mod(q.x+1.6,3.2)-1.6;if(abs(p.x)<10.8&&abs(p.x)>1.7)A(box(q,vec3(1.,1.,.06)),42.,q/vec3(2.,2.,1.));}
A(box(p-vec3(0,1.7,8.),vec3(1.5,1.7,.08)),RUST,p);A(box(p-vec3(0,3.8,7.96),vec3(2.6,.4,.06)),40.,(p-vec3(0,3.8,7.96))/vec3(5.2,.8,1.));
A(rcyl(p-vec3(6.,5.5,17.),.8-.02*p.y,5.5,.05),BRICK,p);
for(int i=0;i<9;i++){float f=float(i);vec3 g=p-vec3(mix(2.6,7.,h1(f))*(h1(f+7.)>.5?1.:-1.),.0,mix(3.,7.4,h1(f+3.)));A((length((g-vec3(0,.25,0))*vec3(1.,.8,1.))-.6+.3*vn(g*9.))*.5,GRASS,g);}
vec3 b=p-vec3(-2.9,.35,5.);b.xz=rot(.4)*b.xz;A(rcyl(b.yxz,.3,.45,.03),RUST,b);b=p-vec3(3.1,.25,5.4);A(box(b,vec3(.7,.25,.5)),WOOD,b);`;

// A shed of foam-core steel sheets on a roof.
const foam = `
A(p.y,CONCRETE,p);A(max(box(p-vec3(0,.5,7.),vec3(8.,.5,6.)),-box(p-vec3(0,.6,5.),vec3(7.8,.7,7.7))),BRICK,p);A(box(p-vec3(-6.,2.,18.),vec3(5.,5.,3.)),BRICK,p);A(box(p-vec3(8.,1.,20.),vec3(6.,5.,3.)),FACADE,p);
A(box(p-vec3(.4,1.35,5.),vec3(2.4,1.35,1.7)),FOAM,p);{vec3 r=p-vec3(.4,2.85,5.);r.yz=rot(-.1)*r.yz;A(box(r,vec3(2.7,.06,2.1)),FOAM,r);A(box(r-vec3(0,-.0,-2.1),vec3(2.7,.045,.01)),YELLOW,r);}
A(box(p-vec3(-.8,1.02,3.28),vec3(.45,1.02,.03)),STEEL,p);A(box(p-vec3(1.3,1.55,3.28),vec3(.6,.5,.03)),42.,(p-vec3(1.3,1.55,3.28))/vec3(1.2,1.,1.));
A(box(p-vec3(2.35,.45,3.26),vec3(.12,.45,.02)),YELLOW,p);
for(int i=0;i<3;i++){float f=float(i);vec3 b=p-vec3(-2.9,.15+.3*f,3.4+.1*f);b.xz=rot(.3*f)*b.xz;A(box(b,vec3(.6,.14,.25)),mod(f,2.)<.5?CARD:WOOD,b);}
A(cap(p,vec3(-3.,2.3,2.6),vec3(4.,2.2,2.6),.012),BLACK,p);for(int i=0;i<4;i++){float f=float(i);vec3 c=p-vec3(-2.4+1.1*f,1.85,2.6);if(i!=2)A(rbox(c,vec3(.2,.28,.015),.01),i==0?CLOTH:PAINT2,c);}`;

// A cracked wall, close.
const crack = `
A(p.y,CONCRETE,p);float z=3.+.0*p.x;float path=p.x-.35*(fbm(vec3(p.y*1.3,uSeed,2.))-.5)*2.-.12*sin(p.y*2.2)+.2*(p.y-1.4);float w=.012+.03*smoothstep(.3,2.4,p.y);
float d=box(p-vec3(0,2.,3.4),vec3(6.,2.,.4));float groove=max(abs(path)-w-.012*vn(p*22.),abs(p.z-3.)-.06);A(max(d,-groove),FACADE,p);A(box(p-vec3(0,2.,3.6),vec3(6.,2.,.4)),BRICK,p);
A(box(p-vec3(-1.75,1.7,2.99),vec3(.7,.8,.05)),42.,(p-vec3(-1.75,1.7,2.99))/vec3(1.4,1.6,1.));A(box(p-vec3(-1.75,.86,2.9),vec3(.8,.05,.14)),CONCRETE,p);A(cap(p,vec3(1.9,0,2.95),vec3(1.9,4.,2.95),.05),WHITE,p);`;

const eye = { uEye: [0.9, 1.55, -2.6], uAt: [0.05, 1.75, 3], uFov: 0.6 };
const tones = [
  { uWall: [0.62, 0.58, 0.5], uC1: [0.6, 0.1, 0.1] }, { uWall: [0.6, 0.6, 0.6], uC1: [0.15, 0.25, 0.5] }, { uWall: [0.66, 0.55, 0.44], uC1: [0.7, 0.7, 0.68] },
  { uWall: [0.56, 0.6, 0.58], uC1: [0.12, 0.12, 0.13], uV4: 1 }, { uWall: [0.7, 0.68, 0.62], uC1: [0.1, 0.4, 0.3], uV4: 1 },
];
const suns = [[0.5, 0.8, -0.55], [-0.6, 0.7, -0.5], [0.2, 0.9, -0.7]];
const signs = [
  ['front-restaurant', '面馆', '家常小炒 · 水饺', '#a3161b', '#ffe9b0'], ['front-restaurant', '羊肉汤馆', '烧饼 · 凉菜', '#7a1d12', '#fff2cf'], ['front-restaurant', '小吃部', '早点 · 快餐', '#c9501a', '#fff'],
  ['front-shop', '超市', '烟酒 · 百货 · 水果', '#0c7a3e', '#fff'], ['front-shop', '五金建材', '水暖 · 电料 · 油漆', '#14407e', '#fff'], ['front-shop', '便民商店', '日用百货', '#b3141c', '#fff'], ['front-shop', '电动车行', '销售 · 维修', '#1b1b1e', '#ffd23c'],
  ['front-guesthouse', '宾馆', '住宿 · 停车', '#5a1f66', '#ffe9b0'], ['front-leisure', '理发店', '烫染 · 造型', '#202026', '#e8e8ee'], ['front-leisure', '足疗', '养生 · 推拿', '#6b2d12', '#ffe2a8'], ['front-entertainment', '歌厅', '量贩 · 欢唱', '#2a1150', '#ff9be0'],
  ['front-clinic', '诊所', '内科 · 中医', '#f2f5f2', '#0c7a3e'], ['front-school', '小饭桌', '托管 · 辅导', '#f0a81e', '#5b1d00'], ['front-workshop', '加工部', '木器 · 门窗', '#3a4750', '#fff'], ['front-hazmat', '油漆涂料', '批发 · 零售', '#0d5c8c', '#fff'], ['front-elderly', '日间照料', '老人之家', '#a8321f', '#fff3d8'],
];
const day = (i, set) => pick({ uSun: unit(suns[i % 3]) }, set);
const shopfronts = signs.map(([name, text, sub, bg, fg], i) => ({ name, set: day(i, pick(eye, tones[i % 5])), atlas: { 0: ['sign', { text, sub, bg, fg }], 1: ['goods', { hue: i * 47 }], 2: ['plate', { text: String(11 + i * 7) }], 3: ['papers', { bg: '#4a4f52' }], 4: ['papers', { bg: '#d8d4c8' }], 5: ['window'] } }));
const shuttered = [0, 1, 2].map((i) => ({ set: day(i, pick(eye, tones[i], { uC1: [[0.5, 0.52, 0.54], [0.25, 0.35, 0.5], [0.55, 0.5, 0.42]][i], uV3: 1 })), atlas: { 0: ['sign', [{ text: '修配', bg: '#2b3f55', fg: '#fff' }, { text: '商店', bg: '#9a1b1b', fg: '#fff0c0' }, { text: '小吃', bg: '#b5531c', fg: '#fff' }][i]], 2: ['plate', { text: String(23 + i * 18) }], 4: ['papers', { bg: '#777' }], 5: ['window'] } }));
const far = { uEye: [2.2, 1.6, -5.6], uAt: [0.1, 4.3, 4], uFov: 0.66 };
const plate = (text, sign, curtain) => ({ 0: ['sign', { text: sign, bg: '#20467a', fg: '#fff' }], 2: ['window', { curtain }], 3: ['plate', { text }] });
export const outdoor = [
  { name: 'front', glsl: front, shots: shopfronts },
  { name: 'shutter', glsl: front, shots: shuttered },
  { name: 'house-bars', glsl: house, set: pick(far, { uBad: 1, uC2: [0.5, 0.47, 0.42] }), shots: [{ set: day(0, { uWall: [0.66, 0.6, 0.5], uV3: 2, uC1: [0.35, 0.12, 0.1] }), atlas: plate('42', '出租房', '#b9a487') }, { set: day(1, { uWall: [0.62, 0.63, 0.62], uV3: 3, uV4: 1, uC1: [0.2, 0.3, 0.25] }), atlas: plate('17', '有房出租', '#8d9aa5') }] },
  { name: 'house', glsl: house, set: pick(far, { uC2: [0.46, 0.45, 0.44] }), shots: [{ set: day(0, { uWall: [0.68, 0.62, 0.52], uV3: 2, uC1: [0.4, 0.14, 0.1] }), atlas: plate('8', '出租房', '#a8917a') }, { set: day(1, { uWall: [0.6, 0.6, 0.58], uV3: 3, uV4: 1, uC1: [0.25, 0.27, 0.3] }), atlas: plate('31', '安居公寓', '#9aa8a0') }, { set: day(2, { uWall: [0.7, 0.68, 0.64], uV3: 1, uC1: [0.3, 0.1, 0.08] }), atlas: plate('56', '出租房', '#b5a5b0') }, { set: day(1, { uWall: [0.58, 0.5, 0.42], uV3: 2, uC1: [0.2, 0.25, 0.3] }), atlas: plate('65', '住宿', '#a4967c') }] },
  { name: 'lane-blocked', glsl: lane, set: { uEye: [0.5, 1.6, -2.2], uAt: [0.1, 1.3, 6], uBad: 1 }, shots: [{ set: day(0, { uWall: [0.62, 0.58, 0.5], uC1: [0.68, 0.69, 0.7] }), atlas: { 2: ['window'], 3: ['plate', { text: '· · · ·', bg: '#123f86' }] } }, { set: day(1, { uWall: [0.6, 0.6, 0.58], uC1: [0.1, 0.11, 0.13] }), atlas: { 2: ['window'], 3: ['plate', { text: '· · · ·', bg: '#123f86' }] } }] },
  { name: 'lane-clear', glsl: lane, set: { uEye: [0.5, 1.6, -2.2], uAt: [0.1, 1.5, 6] }, shots: [{ set: day(2, { uWall: [0.62, 0.58, 0.5] }), atlas: { 2: ['window'] } }] },
  { name: 'yard', glsl: yard, set: { uEye: [0.8, 1.6, -2.4], uAt: [0, 1.35, 4] }, shots: [{ set: day(0, { uC1: [0.2, 0.3, 0.45] }), atlas: { 0: ['label', { text: '信息牌', bg: '#e9eef2', fg: '#123f86', lines: 4 }] } }, { set: day(1, { uC1: [0.45, 0.16, 0.12] }), atlas: { 0: ['label', { text: '信息牌', bg: '#f2efe0', fg: '#7a1010', lines: 4 }] } }] },
  { name: 'yard-weeds', glsl: yard, set: { uEye: [0.8, 1.6, -2.4], uAt: [0.2, 1.0, 4], uBad: 1 }, shots: [{ set: day(0, { uC1: [0.3, 0.34, 0.3] }), atlas: { 0: ['papers'] } }, { set: day(2, { uC1: [0.4, 0.2, 0.14] }), atlas: { 0: ['papers'] } }] },
  { name: 'factory', glsl: factory, set: { uEye: [1.5, 1.6, -3.5], uAt: [0.3, 2.7, 9], uFov: 0.66 }, shots: [{ set: day(0, { uC1: [0.28, 0.34, 0.38] }), atlas: { 0: ['sign', { text: '机修车间', bg: '#c9c2b4', fg: '#8a2a20' }], 2: ['window', { curtain: '#22282c' }] } }, { set: day(1, { uC1: [0.36, 0.2, 0.14] }), atlas: { 0: ['sign', { text: '仓库重地', bg: '#b9b4a8', fg: '#5a2018' }], 2: ['window', { curtain: '#1c2226' }] } }] },
  { name: 'foam-shed', glsl: foam, set: { uEye: [1.9, 2.0, -0.2], uAt: [0.3, 1.35, 5], uBad: 1, uC2: [0.5, 0.2, 0.22] }, shots: [{ set: day(0, { uV3: 1, uC1: [0.35, 0.4, 0.55] }), atlas: { 2: ['window'] } }, { set: day(1, { uV3: 0, uC1: [0.6, 0.4, 0.42] }), atlas: { 2: ['window'] } }] },
  { name: 'crack', glsl: crack, set: { uEye: [0.2, 1.55, 0.2], uAt: [-0.1, 1.6, 3], uBad: 1 }, shots: [{ set: day(1, { uWall: [0.68, 0.63, 0.54] }), atlas: { 2: ['window'] } }] },
];
