// Rooms, corridors and kitchens. `uBad` 1 shows the defect, 0 the same place put right.
const warm = { uWall: [0.72, 0.70, 0.64], uDado: [0.34, 0.47, 0.42], uDadoH: 1.1, uC2: [0.5, 0.47, 0.42] };
const cold = { uWall: [0.68, 0.70, 0.70], uDado: [0.36, 0.42, 0.52], uDadoH: 1.2, uC2: [0.46, 0.46, 0.46] };
const plain = { uWall: [0.70, 0.68, 0.62], uDadoH: 0, uC2: [0.48, 0.43, 0.36] };
const bad = { uBad: 1 };

const corridor = `
A(room(p-vec3(0,1.35,5.),vec3(.95,1.35,7.)),WALL,p);
vec3 q=p;float k=floor(q.z/2.6);q.z=mod(q.z,2.6)-1.3;q.x=abs(q.x);
A(box(q-vec3(.95,1.03,0.),vec3(.05,1.06,.5)),WOOD,q.yxz);A(box(q-vec3(.93,1.0,0.),vec3(.045,1.0,.43)),WOOD,q.yxz*.7);
A(length(q-vec3(.87,1.,.34))-.03,STEEL,q);
A(box(p-vec3(0,2.68,2.),vec3(.06,.025,.6)),LAMP,p);A(box(p-vec3(0,2.68,7.),vec3(.06,.025,.6)),LAMP,p);
A(box(p-vec3(0,2.2,11.9),vec3(.34,.14,.05)),42.,(p-vec3(0,2.2,11.9))/vec3(.68,.28,-1.));
A(box(p-vec3(0,1.05,11.98),vec3(.6,1.05,.05)),STEEL,p);
if(uBad>.5){for(int i=0;i<9;i++){float f=float(i);float s=h1(f)>.45?1.:-1.;vec3 b=vec3(.17+.1*h1(f+.3),.14+.11*h1(f+.6),.17+.1*h1(f+.9));float st=floor(mod(f,3.));b.y=.16;
 vec3 c=vec3(s*(.93-b.x-.05),0.,2.1+floor(f/3.)*1.25+.35*h1(f+5.));c.y=.16+st*.32;vec3 r=p-c;r.xz=rot(.5*(h1(f+2.)-.5))*r.xz;A(box(r,b),CARD,r/(b*2.));}
 vec3 r=p-vec3(.35,.22,1.75);r.xz=rot(.5)*r.xz;A(box(r,vec3(.24,.22,.2)),CARD,r/.5);
 A(cap(p,vec3(-.75,.05,3.4),vec3(-.9,1.5,3.6),.018),WOOD,p);}
`;

const stair = `
A(room(p-vec3(0,1.7,3.),vec3(1.5,1.7,4.2)),WALL,p);
float st=floor(clamp((p.z-3.2)/.28,0.,9.));vec3 q=p-vec3(-.72,0.,0.);
for(int i=0;i<9;i++){float f=float(i);A(box(p-vec3(-.72,.08+.16*f,3.35+.28*f),vec3(.72,.085+.0*f,.15)),CONCRETE,p);}
A(box(p-vec3(-.72,.0,5.5),vec3(.70,.05,.1)),CONCRETE,p);
{vec3 r=p-vec3(-.72,.62,4.45);r.yz=rot(-.52)*r.yz;A(box(r,vec3(.7,.08,1.5)),CONCRETE,p);}
A(cap(p,vec3(.03,.95,3.25),vec3(.03,2.35,5.7),.025),WOOD,p.yxz);
for(int i=0;i<8;i++){float f=float(i);A(cap(p,vec3(.03,.1+.17*f,3.35+.29*f),vec3(.03,.98+.165*f,3.35+.29*f),.011),BLACK,p);}
A(box(p-vec3(.9,1.02,7.17),vec3(.46,1.02,.05)),WOOD,p.yxz);A(box(p-vec3(-1.48,1.5,2.3),vec3(.04,.28,.2)),WHITE,p);
A(box(p-vec3(0,3.36,2.5),vec3(.3,.03,.06)),LAMP,p);
if(uBad>.5){vec3 b=p-vec3(.52+.2*uV1,0.,2.9);b.xz=rot(-.85+.5*uV2)*b.xz;
 vec3 w=b-vec3(0,.27,-.58);A(torus(w.zyx,.225,.042),RUBBER,w);A(length(w)-.07,STEEL,w);w=b-vec3(0,.27,.58);A(torus(w.zyx,.225,.042),RUBBER,w);A(length(w)-.09,STEEL,w);
 A(rbox(b-vec3(0,.34,.02),vec3(.11,.045,.32),.03),BLACK,b);A(rbox(b-vec3(0,.72,.36),vec3(.12,.06,.27),.05),BLACK,b);
 A(rbox(b-vec3(0,.52,.4),vec3(.1,.17,.2),.05),PAINT1,b);A(cap(b,vec3(0,.3,-.58),vec3(0,.95,-.36),.035),STEEL,b);
 {vec3 f=b-vec3(0,.62,-.42);f.yz=rot(.32)*f.yz;A(rbox(f,vec3(.17,.3,.04),.035),PAINT1,b);}A(cap(b,vec3(-.3,1.02,-.3),vec3(.3,1.02,-.3),.018),BLACK,b);
 A(length(b-vec3(0,.86,-.46))-.07,WHITE,b);A(rbox(b-vec3(0,.42,-.62),vec3(.07,.015,.2),.01),PAINT1,b);A(rbox(b-vec3(0,.84,.68),vec3(.15,.13,.13),.03),BLACK,b);
 A(cap(b,vec3(-.3,1.03,-.3),vec3(-.37,1.22,-.34),.008),BLACK,b);A(rbox(b-vec3(-.38,1.25,-.34),vec3(.05,.03,.01),.008),BLACK,b);
 A(bend(p,vec3(.52,.5,2.9),vec3(.2,-.25,2.2),vec3(-1.46,1.4,2.3),.012),BLACK,p);}
`;

const room = `
A(room(p-vec3(0,1.35,2.2),vec3(1.7,1.35,2.6)),WALL,p);
vec3 b=p-vec3(-.75,0,3.5);A(rbox(b-vec3(0,.28,0),vec3(.62,.06,1.02),.02),WOOD,b);A(rbox(b-vec3(0,.42,0),vec3(.6,.1,1.),.06),CLOTH,b);
A(rbox(b-vec3(.02,.57,.1+.05*sin(b.x*7.)),vec3(.52,.08+.03*sin(b.x*9.+b.z*5.),.7),.07),CLOTH,b.zyx*1.3);A(rbox(b-vec3(0,.6,.82),vec3(.4,.09,.16),.08),WHITE,b);
A(box(b-vec3(0,.5,1.05),vec3(.62,.45,.03)),WOOD,b);
A(box(p-vec3(.35,1.55,4.8),vec3(.62,.55,.04)),43.,(p-vec3(.35,1.55,4.8))/vec3(1.24,1.1,1.));
if(uBad>.5){for(int i=0;i<9;i++)A(box(p-vec3(-.2+.14*float(i),1.55,4.72),vec3(.009,.56,.009)),STEEL,p);for(int i=0;i<3;i++)A(box(p-vec3(.35,1.1+.45*float(i),4.72),vec3(.62,.008,.012)),STEEL,p);}
vec3 t=p-vec3(1.25,0,3.6);A(rbox(t-vec3(0,.72,0),vec3(.38,.025,.6),.01),WOOD,t);A(box(t-vec3(-.34,.36,.5),vec3(.02,.36,.02)),WOOD,t);A(box(t-vec3(-.34,.36,-.5),vec3(.02,.36,.02)),WOOD,t);
A(rcyl(t-vec3(-.1,.88,.2),.08,.13,.02),STEEL,t);A(rbox(t-vec3(0,.86,-.25),vec3(.17,.12,.13),.02),WHITE,t);
A(rbox(p-vec3(1.3,1.,1.6),vec3(.3,1.,.45),.01),WOOD,p);
A(rcyl(p-vec3(.3,2.66,2.3),.055+.005,.022,.01),WHITE,p);A(box(p-vec3(-.5,2.62,2.),vec3(.5,.03,.03)),LAMP,p);
A(rbox(p-vec3(-1.66,1.5,1.5),vec3(.03,.3,.22),.005),44.,vec3((p.zy-vec2(1.5,1.5))/vec2(.44,.6),0.));
`;

const kitchen = `
A(room(p-vec3(0,1.4,2.),vec3(1.9,1.4,2.1)),WALL,p);
vec3 s=p-vec3(-.35,0,3.7);A(rbox(s-vec3(0,.4,0),vec3(1.0,.4,.34),.01),STEEL,s);
for(int i=0;i<2;i++){vec3 k=s-vec3(-.42+.84*float(i),.82,0);A(rcyl(k,.2,.03,.015),BLACK,k);A(torus(k.xzy-vec3(0,0,.05),.15,.018),BLACK,k);}
{vec3 k=s-vec3(-.42,1.0,0);float d=max(abs(length(k-vec3(0,.12,0))-.27)-.012,k.y-.05);A(d,BLACK,k);A(cap(k,vec3(.25,.04,-.1),vec3(.55,.16,-.22),.018),WOOD,k);}
A(rcyl(s-vec3(.42,1.02,.02),.17,.15,.02),STEEL,s);A(rcyl(s-vec3(.42,1.18,.02),.175,.012,.01),STEEL,s);
{vec3 h=s-vec3(0,2.05,.02);float d=box(h,vec3(1.05-.35*clamp(h.y+.2,0.,.4),.2,.36-.2*clamp(h.y+.2,0.,.4)));A(d*.8,GREASE,h);A(box(h-vec3(0,-.2,-.36),vec3(1.06,.05,.01)),GREASE,h);A(box(h-vec3(0,.5,.15),vec3(.16,.4,.14)),STEEL,h);}
for(int i=0;i<4;i++){vec3 j=p-vec3(-1.2+.16*float(i),1.33,4.02);A(rcyl(j,.05,.09+.03*h1(float(i)),.02),PAINT2,j);}A(box(p-vec3(-.9,1.22,4.),vec3(.5,.015,.09)),STEEL,p);
A(rbox(p-vec3(1.45,.42,2.6),vec3(.4,.42,1.1),.01),STEEL,p);A(rcyl(p-vec3(1.4,.95,2.3),.22,.1,.02),STEEL,p);A(rbox(p-vec3(1.4,.9,3.0),vec3(.25,.03,.18),.01),WOOD,p);
vec3 g=p-mix(vec3(1.2,0,.9+.0*uV1),vec3(.86,0,3.55),uBad);A(rcyl(g-vec3(0,.3,0),.165,.3,.11),PAINT1,g);A(rcyl(g-vec3(0,.62,0),.045,.05,.01),STEEL,g);A(abs(cyl(g-vec3(0,.64,0),.1,.05))-.004,PAINT1,g);A(rcyl(g-vec3(0,.03,0),.13,.03,.01),PAINT1,g);
A(length(g-vec3(-.05,.72,0))-.035,STEEL,g);
A(bend(p,(uBad>.5?vec3(.86,.7,3.55):vec3(1.2,.7,.9)),(uBad>.5?vec3(.8,.25,3.2):vec3(.9,.0,2.3)),vec3(.55,.6,3.42),.014),(uBad>.5?YELLOW:BLACK),p);
A(box(p-vec3(0,2.77,1.9),vec3(.6,.03,.06)),LAMP,p);
`;

const shelves = `
A(room(p-vec3(0,1.45,3.),vec3(2.2,1.45,4.2)),WALL,p);
vec3 q=p;q.x=abs(q.x);A(box(q-vec3(1.95,.95,3.6),vec3(.22,.95,2.7)),41.,vec3(fract(q.z*.5)-.5,q.y/1.9-.5,0.));A(box(q-vec3(1.93,.1,3.6),vec3(.26,.1,2.72)),STEEL,q);A(box(q-vec3(1.93,1.92,3.6),vec3(.26,.03,2.72)),STEEL,q);
A(box(p-vec3(0,.78,5.4),vec3(.42,.78,1.5)),41.,vec3(fract((abs(p.z-5.4)<1.49?p.x:p.z)*1.2)-.5,p.y/1.56-.5,0.));
if(uBad<.5||uV3>.5){A(rbox(p-vec3(0,.02,2.),vec3(.01),.0),STEEL,p);}
if(uBad>.5&&uV3<.5){for(int i=0;i<8;i++){float f=float(i);vec3 b=vec3(.2+.07*h1(f),.15+.08*h1(f+3.),.19);vec3 c=vec3(mix(-.95,1.0,h1(f+7.)),b.y+floor(f/5.)*.36,2.3+1.2*h1(f+9.));vec3 r=p-c;r.xz=rot(h1(f)-.5)*r.xz;A(box(r,b),CARD,r/(2.*b));}}
if(uV3>.5){vec3 b=p-vec3(.95,0,2.5);A(rbox(b-vec3(0,.3,0),vec3(.42,.05,.9),.02),WOOD,b);A(rbox(b-vec3(0,.4,0),vec3(.42,.08,.88),.06),CLOTH,b);A(rbox(b-vec3(0.,.53,-.1+.04*sin(b.x*8.)),vec3(.36,.07+.03*sin(b.x*8.+b.z*6.),.55),.06),CLOTH,b.zyx);A(rbox(b-vec3(0,.53,.66),vec3(.28,.07,.14),.06),WHITE,b);
 for(int i=0;i<4;i++){float f=float(i);vec3 r=p-vec3(-.85+.15*h1(f),.2+.38*f-.0,2.8);r.xz=rot(h1(f)-.5)*r.xz;A(box(r,vec3(.27,.185,.22)),CARD,r/.5);}}
A(box(p-vec3(0,2.86,2.),vec3(.06,.03,.7)),LAMP,p);A(box(p-vec3(0,2.86,5.),vec3(.06,.03,.7)),LAMP,p);
`;

const tables = `
A(room(p-vec3(0,1.45,3.2),vec3(2.4,1.45,4.)),WALL,p);
vec3 q=p;q.z=mod(q.z-1.1,1.7)-.85;q.x=abs(q.x)-1.35;if(p.z>1.2&&p.z<6.2){A(rbox(q-vec3(0,.74,0),vec3(.6,.02,.36),.012),WOOD,q);A(cyl(q-vec3(.4,.37,0),.03,.37),STEEL,q);A(cyl(q-vec3(-.4,.37,0),.03,.37),STEEL,q);
 vec3 c=q;c.z=abs(c.z)-.58;A(rbox(c-vec3(0,.44,0),vec3(.5,.03,.14),.02),PAINT1,c);A(box(c-vec3(0,.21,0),vec3(.44,.21,.02)),BLACK,c);A(rcyl(q-vec3(.1,.83,0),.035,.07,.01),PAINT2,q);A(rcyl(q-vec3(-.12,.8,.06),.05,.04,.01),WHITE,q);}
A(rbox(p-vec3(1.,.55,6.7),vec3(1.2,.55,.2),.01),WOOD,p);A(box(p-vec3(-.2,1.9,7.17),vec3(1.3,.5,.03)),40.,(p-vec3(-.2,1.9,7.17))/vec3(2.6,1.,1.));
A(box(p-vec3(-2.37,1.7,3.4),vec3(.02,.45,.6)),44.,vec3((p.z-3.4)/1.2,(p.y-1.7)/.9,0.));A(rbox(p-vec3(2.33,2.35,3.),vec3(.1,.14,.45),.05),WHITE,p);
vec3 e=p-vec3(-2.15,0,6.4);A(rcyl(e-vec3(0,.25,0),.075,.23,.05),RED,e);A(cyl(e-vec3(0,.5,0),.02,.05),BLACK,e);e.x-=.2;A(rcyl(e-vec3(0,.25,0),.075,.23,.05),RED,e);A(cyl(e-vec3(0,.5,0),.02,.05),BLACK,e);
A(box(p-vec3(0,2.86,3.),vec3(.06,.03,.7)),LAMP,p);
`;

const machine = `
A(room(p-vec3(0,1.9,3.5),vec3(3.2,1.9,5.)),WALL,p);
vec3 q=p;q.z=mod(q.z,2.3)-1.15;q.x=abs(q.x)-1.7;if(p.z>.6&&p.z<7.){A(rbox(q-vec3(0,.45,0),vec3(.45,.45,.6),.03),PAINT1,q);A(rbox(q-vec3(0,.95,.1),vec3(.36,.05,.4),.02),STEEL,q);A(rbox(q-vec3(.2,1.25,.1),vec3(.12,.35,.16),.04),PAINT1,q);A(rcyl((q-vec3(-.1,1.3,.1)).yxz,.13,.16,.02),STEEL,q);A(length(q-vec3(-.3,.92,-.5))-.035,RED,q);
 if(uBad>.5)A(torus(q.zyx-vec3(.2,.62,-.47),.2,.03),RUBBER,q);}
for(int i=0;i<6;i++){float f=float(i);vec3 r=p-vec3(mix(-.9,.9,h1(f)),.06+.1*h1(f+.5),3.2+3.*h1(f+4.));r.xz=rot(3.*h1(f))*r.xz;if(uBad>.5)A(rbox(r,vec3(.28,.06+.1*h1(f+.5),.2),.03),mod(f,2.)<.5?CARD:CLOTH,r);}
A(box(p-vec3(0,1.6,8.46),vec3(1.,.9,.05)),43.,(p-vec3(0,1.6,8.46))/vec3(2.,1.8,1.));
A(box(p-vec3(-1.,3.76,3.),vec3(.06,.03,.9)),LAMP,p);A(box(p-vec3(1.2,3.76,6.),vec3(.06,.03,.9)),LAMP,p);
A(cap(p,vec3(-3.,3.4,0.),vec3(-3.,3.4,8.),.03),PAINT2,p);A(bend(p,vec3(-3.1,3.3,5.),vec3(-2.,1.9,5.),vec3(-1.7,1.,5.),.012),BLACK,p);
`;

const pick = (base, more) => ({ ...base, ...more });
const view = { uEye: [0.1, 1.5, -0.9], uAt: [0, 0.95, 4] };
export const indoor = [
  { name: 'corridor-boxes', indoor: true, glsl: corridor, set: { ...view, uLampPos: [0, 2.5, 2.1], uFlash: 0.35 }, shots: [{ set: pick(warm, bad), atlas: { 2: ['exit'] } }, { set: pick(cold, bad), atlas: { 2: ['exit'] } }, { set: pick(plain, bad), atlas: { 2: ['exit', { lit: 0 }] } }] },
  { name: 'corridor-clear', indoor: true, glsl: corridor, set: { ...view, uLampPos: [0, 2.5, 2.1], uFlash: 0.3 }, shots: [{ set: warm, atlas: { 2: ['exit'] } }, { set: cold, atlas: { 2: ['exit'] } }, { set: plain, atlas: { 2: ['exit'] } }] },
  { name: 'ebike-stairs', indoor: true, glsl: stair, set: { uEye: [0.75, 1.45, 0.75], uAt: [0.25, 0.6, 3.1], uLampPos: [0, 3.1, 2.0], uFlash: 0.4, uBad: 1 }, shots: [{ set: pick(cold, { uC1: [0.62, 0.08, 0.1] }) }, { set: pick(warm, { uC1: [0.1, 0.22, 0.5] }) }, { set: pick(plain, { uC1: [0.75, 0.75, 0.72] }) }] },
  { name: 'stairs-clear', indoor: true, glsl: stair, set: { uEye: [0.9, 1.5, -0.7], uAt: [-0.1, 0.85, 3.5], uLampPos: [0, 3.1, 2.0], uFlash: 0.35 }, shots: [{ set: pick(cold, { uC1: [0.35, 0.2, 0.12] }) }, { set: pick(warm, { uC1: [0.4, 0.25, 0.15] }) }] },
  { name: 'room-bars', indoor: true, glsl: room, set: { uEye: [0.35, 1.5, 0.0], uAt: [0.1, 1.15, 4.2], uLampPos: [-0.3, 2.45, 2], uFlash: 0.3, uBad: 1, uC1: [0.3, 0.42, 0.6] }, shots: [{ set: plain, atlas: { 3: ['window'], 4: ['papers'] } }, { set: warm, atlas: { 3: ['window', { curtain: '#7d94a8' }], 4: ['papers'] } }] },
  { name: 'room', indoor: true, glsl: room, set: { uEye: [0.35, 1.5, 0.0], uAt: [0.0, 1.0, 4.2], uLampPos: [-0.3, 2.45, 2], uFlash: 0.3 }, shots: [{ set: pick(plain, { uC1: [0.6, 0.35, 0.35] }), atlas: { 3: ['window'], 4: ['papers'] } }, { set: pick(cold, { uC1: [0.35, 0.5, 0.4] }), atlas: { 3: ['window', { curtain: '#a5b5a0' }], 4: ['papers'] } }] },
  { name: 'gas-near-stove', indoor: true, glsl: kitchen, set: { uEye: [0.75, 1.45, 1.55], uAt: [0.5, 0.65, 3.7], uLampPos: [0, 2.6, 1.9], uFlash: 0.3, uBad: 1, uC2: [0.45, 0.4, 0.36] }, shots: [{ set: { uWall: [0.74, 0.74, 0.7], uC1: [0.45, 0.47, 0.46] } }, { set: { uWall: [0.66, 0.66, 0.6], uC1: [0.62, 0.5, 0.1] } }, { set: { uWall: [0.7, 0.72, 0.74], uC1: [0.5, 0.52, 0.5] } }] },
  { name: 'kitchen', indoor: true, glsl: kitchen, set: { uEye: [0.4, 1.5, -0.0], uAt: [0.0, 1.1, 3.7], uLampPos: [0, 2.6, 1.9], uFlash: 0.25, uC2: [0.45, 0.42, 0.38] }, shots: [{ set: { uWall: [0.76, 0.76, 0.72], uC1: [0.45, 0.47, 0.46] } }, { set: { uWall: [0.7, 0.72, 0.72], uC1: [0.62, 0.5, 0.12] } }] },
  { name: 'hood-greasy', indoor: true, glsl: kitchen, set: { uEye: [0.3, 1.35, 1.6], uAt: [-0.3, 1.85, 3.7], uLampPos: [0, 2.6, 1.6], uFlash: 0.5, uBad: 1, uC2: [0.45, 0.4, 0.36] }, shots: [{ set: { uWall: [0.62, 0.58, 0.5], uC1: [0.45, 0.47, 0.46] } }, { set: { uWall: [0.68, 0.66, 0.6], uC1: [0.6, 0.5, 0.2] } }] },
  { name: 'hood-clean', indoor: true, glsl: kitchen, set: { uEye: [0.3, 1.35, 1.6], uAt: [-0.3, 1.85, 3.7], uLampPos: [0, 2.6, 1.6], uFlash: 0.45, uC2: [0.45, 0.42, 0.38] }, shots: [{ set: { uWall: [0.74, 0.74, 0.72], uC1: [0.45, 0.47, 0.46] } }] },
  { name: 'shop-blocked', indoor: true, glsl: shelves, set: { uEye: [0.0, 1.55, -0.6], uAt: [0.1, 0.8, 4], uLampPos: [0, 2.65, 1.9], uFlash: 0.25, uBad: 1 }, shots: [{ set: plain }, { set: pick(cold, { uDadoH: 0 }), atlas: { 1: ['goods', { hue: 120 }] } }] },
  { name: 'shop-inside', indoor: true, glsl: shelves, set: { uEye: [0.0, 1.55, -0.6], uAt: [0.1, 0.95, 4], uLampPos: [0, 2.65, 1.9], uFlash: 0.2 }, shots: [{ set: plain }, { set: pick(cold, { uDadoH: 0 }), atlas: { 1: ['goods', { hue: 200 }] } }] },
  { name: 'shop-bed', indoor: true, glsl: shelves, set: { uEye: [0.0, 1.55, -0.3], uAt: [0.2, 0.65, 3.2], uLampPos: [0, 2.65, 1.9], uFlash: 0.35, uBad: 1, uV3: 0.8, uC1: [0.6, 0.3, 0.35] }, shots: [{ set: plain }, { set: pick(warm, { uDadoH: 0, uC1: [0.3, 0.4, 0.55] }) }] },
  { name: 'tables', indoor: true, glsl: tables, set: { uEye: [0.0, 1.55, -0.4], uAt: [-0.1, 1.0, 5], uLampPos: [0, 2.65, 2.6], uFlash: 0.2 }, shots: [{ set: pick(plain, { uC1: [0.55, 0.12, 0.1] }), atlas: { 0: ['label', { text: '菜单', bg: '#7c1f1a', fg: '#ffe1a0' }], 4: ['papers'] } }, { set: pick(cold, { uDadoH: 0.9, uC1: [0.2, 0.3, 0.45] }), atlas: { 0: ['label', { text: '今日供应', bg: '#20402f', fg: '#fff3cf' }], 4: ['papers'] } }] },
  { name: 'workshop-messy', indoor: true, glsl: machine, set: { uEye: [0.2, 1.6, -0.6], uAt: [-0.1, 0.8, 5], uLampPos: [-0.6, 3.5, 3], uLampCol: [4.6, 4.4, 4.0], uFlash: 0.25, uBad: 1 }, shots: [{ set: { uWall: [0.6, 0.6, 0.56], uC1: [0.18, 0.36, 0.3], uC2: [0.4, 0.39, 0.37] }, atlas: { 3: ['window'] } }] },
  { name: 'workshop', indoor: true, glsl: machine, set: { uEye: [0.2, 1.6, -0.6], uAt: [-0.1, 1.0, 5], uLampPos: [-0.6, 3.5, 3], uLampCol: [4.6, 4.4, 4.0], uFlash: 0.2 }, shots: [{ set: { uWall: [0.66, 0.66, 0.62], uC1: [0.2, 0.32, 0.48], uC2: [0.4, 0.4, 0.4] }, atlas: { 3: ['window'] } }, { set: { uWall: [0.62, 0.6, 0.52], uC1: [0.24, 0.42, 0.3], uC2: [0.38, 0.37, 0.35] }, atlas: { 3: ['window'] } }] },
];
