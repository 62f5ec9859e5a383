// The picture maker's common part: a small ray marcher in GLSL, its materials and its light.
// Units are metres, y is up. A scene is the body of `void scene(vec3 p)`; it calls `A(distance, material, local)`.

export const HEAD = `#version 300 es
precision highp float;
out vec4 outColor;
uniform vec2 uRes; uniform vec3 uEye, uAt; uniform float uFov, uRoll, uSeed, uBad, uV1, uV2, uV3, uV4;
uniform vec3 uWall, uDado, uC1, uC2; uniform vec3 uSun, uSunCol, uSky, uLampPos, uLampCol; uniform float uIndoor, uFlash, uExpo, uDadoH;
uniform sampler2D uAtlas;

const float WALL=1., FLOOR=2., CEIL=3., CARD=4., RED=5., RUBBER=6., STEEL=7., WOOD=8., CONCRETE=9., BRICK=10., GLASS=11.,
  WHITE=13., PAINT1=14., PAINT2=15., GRASS=16., LAMP=17., RUST=18., CLOTH=19., SHUTTER=20., PAVE=21., BLACK=22., FOAM=23., GREASE=24., SKYDARK=25., YELLOW=26., FACADE=27., DIM=28.;

float R; float gm; vec3 gq;
void A(float d,float m,vec3 q){ if(d<R){R=d;gm=m;gq=q;} }
float h1(float n){return fract(sin(n*127.1+uSeed*3.7)*43758.5453);}
float h31(vec3 p){p=fract(p*.1031);p+=dot(p,p.yzx+33.33);return fract((p.x+p.y)*p.z);}
float vn(vec3 p){vec3 i=floor(p),f=fract(p);f=f*f*(3.-2.*f);
  return mix(mix(mix(h31(i),h31(i+vec3(1,0,0)),f.x),mix(h31(i+vec3(0,1,0)),h31(i+vec3(1,1,0)),f.x),f.y),
             mix(mix(h31(i+vec3(0,0,1)),h31(i+vec3(1,0,1)),f.x),mix(h31(i+vec3(0,1,1)),h31(i+vec3(1,1,1)),f.x),f.y),f.z);}
float fbm(vec3 p){float s=0.,a=.5;for(int i=0;i<4;i++){s+=a*vn(p);p=p*2.03+7.1;a*=.5;}return s;}
mat2 rot(float a){float c=cos(a),s=sin(a);return mat2(c,-s,s,c);}
float box(vec3 p,vec3 b){vec3 q=abs(p)-b;return length(max(q,0.))+min(max(q.x,max(q.y,q.z)),0.);}
float rbox(vec3 p,vec3 b,float r){return box(p,b-r)-r;}
float cyl(vec3 p,float r,float h){vec2 d=vec2(length(p.xz)-r,abs(p.y)-h);return min(max(d.x,d.y),0.)+length(max(d,0.));}
float rcyl(vec3 p,float r,float h,float k){return cyl(p,r-k,h-k)-k;}
float cap(vec3 p,vec3 a,vec3 b,float r){vec3 pa=p-a,ba=b-a;float h=clamp(dot(pa,ba)/dot(ba,ba),0.,1.);return length(pa-ba*h)-r;}
float torus(vec3 p,float R0,float r){vec2 q=vec2(length(p.xy)-R0,p.z);return length(q)-r;}
float room(vec3 p,vec3 b){vec3 q=b-abs(p);return min(q.x,min(q.y,q.z));}
float bend(vec3 p,vec3 a,vec3 b,vec3 c,float r){float d=1e9;vec3 o=a;for(int i=1;i<=7;i++){float t=float(i)/7.;vec3 n=mix(mix(a,b,t),mix(b,c,t),t);d=min(d,cap(p,o,n,r));o=n;}return d;}
vec4 atlas(float i,vec2 uv){uv=clamp(uv+.5,.004,.996);vec2 c=vec2(mod(i,2.),floor(i/2.));return texture(uAtlas,vec2((c.x+uv.x)*.5,1.-(c.y+1.-uv.y)*.25));}
`;

export const TAIL = `
float map(vec3 p){R=1e9;gm=0.;scene(p);return R;}
vec3 nrm(vec3 p,float e){vec2 k=vec2(1,-1);return normalize(k.xyy*map(p+k.xyy*e)+k.yyx*map(p+k.yyx*e)+k.yxy*map(p+k.yxy*e)+k.xxx*map(p+k.xxx*e));}
float march(vec3 o,vec3 d,float far,int steps){float t=.015;for(int i=0;i<steps;i++){float h=map(o+d*t);if(h<.0007*(1.+t))return t;t+=h*.93;if(t>far)break;}return -1.;}
float shadow(vec3 o,vec3 d,float far,float k){float s=1.,j=h31(o*97.3+d),t=.025+.04*j;for(int i=0;i<40;i++){float h=map(o+d*t);s=min(s,k*h/t);t+=clamp(h*(.55+.4*j),.015,.4);if(s<.01||t>far)break;}return clamp(s,0.,1.);}
float ao(vec3 p,vec3 n){float s=0.,w=1.;for(int i=1;i<6;i++){float d=.05*float(i)*float(i)*.55;s+=w*(d-map(p+n*d));w*=.62;}return clamp(1.-1.5*s,0.,1.);}

struct Mat{vec3 alb;float rough;float refl;float emis;};
float tileLine(vec2 p,float s,float w){vec2 f=abs(fract(p/s)-.5);return smoothstep(.5-w,.5-w*.3,max(f.x,f.y));}
Mat material(float m,vec3 p,vec3 n,vec3 q){
  Mat o=Mat(vec3(.6),.8,0.,0.);float g=fbm(p*2.3+uSeed),f=fbm(p*17.+uSeed);vec2 w=abs(n.x)>.6?p.zy:(abs(n.z)>.6?p.xy:p.xz);
  if(m==WALL){
    if(n.y>.6)m=FLOOR;else if(n.y<-.6)m=CEIL;else{
      o.alb=p.y<uDadoH?uDado:uWall;if(uDadoH>0.&&abs(p.y-uDadoH)<.012)o.alb*=.55;
      o.alb*=.86+.2*g+.06*f;o.alb*=mix(.72,1.,smoothstep(0.,.35,p.y+.12*g));float st=fbm(vec3(w.x*6.,w.y*.7,uSeed));o.alb*=1.-.1*smoothstep(.45,.9,st);o.rough=.7;o.refl=p.y<uDadoH?.03:0.;}
  }
  if(m==FLOOR){float s=.6;float l=tileLine(p.xz,s,.014);vec2 id=floor(p.xz/s);o.alb=uC2*(.9+.16*h31(vec3(id,3.))+.14*f-.07);o.alb=mix(o.alb,o.alb*.45,l);o.alb*=.8+.3*g;o.refl=.1*(1.-l)*(.5+g);o.rough=.35;}
  if(m==CEIL){o.alb=vec3(.82,.82,.79)*(.9+.15*g);}
  if(m==CARD){o.alb=vec3(.60,.43,.26)*(.82+.22*g+.16*f);float tp=smoothstep(.05,.042,abs(q.x))*step(.3,abs(n.y)+abs(n.z));o.alb=mix(o.alb,vec3(.72,.62,.42),tp*.7);o.alb*=1.-.1*step(.5,fract(q.y*90.));
    float pr=step(abs(q.y+.03),.05)*step(abs(q.x-.12),.07)*step(.5,h31(vec3(floor(q.xy*55.),2.)));o.alb=mix(o.alb,vec3(.18,.13,.1),pr*.6*step(.5,abs(n.z)));o.rough=.9;}
  if(m==RED){o.alb=vec3(.62,.05,.045)*(.9+.15*g);o.rough=.25;o.refl=.07;}
  if(m==RUBBER){o.alb=vec3(.035)*(.8+.6*g);o.rough=.6;}
  if(m==BLACK){o.alb=vec3(.05,.05,.055)*(.8+.4*g);o.rough=.35;o.refl=.04;}
  if(m==STEEL){o.alb=vec3(.42,.43,.44)*(.75+.3*g+.1*fbm(vec3(q.x*90.,q.y*4.,q.z*4.)));o.rough=.28;o.refl=.28;}
  if(m==RUST){float r=smoothstep(.42,.62,fbm(p*6.+uSeed));o.alb=mix(uC1,vec3(.26,.13,.07),r)*(.7+.5*f);o.rough=.8;}
  if(m==WOOD){float k=fbm(vec3(q.x*3.,q.y*26.,q.z*26.));o.alb=mix(vec3(.34,.2,.11),vec3(.55,.37,.22),k)*(.85+.2*g);o.rough=.5;o.refl=.03;}
  if(m==CONCRETE){o.alb=vec3(.42,.41,.39)*(.68+.36*g+.28*f);float c=smoothstep(.012,.0,abs(fbm(p*1.1+4.)-.5));o.alb*=1.-.25*c;o.rough=.95;}
  if(m==PAVE){float l=tileLine(p.xz*vec2(1.,1.9),.4,.03);vec2 id=floor(p.xz*vec2(1.,1.9)/.4);o.alb=mix(vec3(.40,.37,.34),vec3(.46,.3,.25),step(.6,h31(vec3(id,9.)))*.5)*(.75+.25*g+.24*f);o.alb*=1.-.4*l;o.rough=.95;}
  if(m==BRICK){vec2 b=vec2(w.x/.24,w.y/.063);b.x+=.5*mod(floor(b.y),2.);vec2 fr=abs(fract(b)-.5);float l=smoothstep(.43,.49,max(fr.x*1.03,fr.y*.93));o.alb=mix(vec3(.45,.21,.14),vec3(.36,.19,.14),h31(vec3(floor(b),1.)))*(.75+.4*f);o.alb=mix(o.alb,vec3(.5,.48,.44),l);o.alb*=.75+.4*g;o.rough=.95;}
  if(m==FACADE){float s=uV4>.5?.1:.0;o.alb=uWall*(.84+.2*g+.08*f);if(s>0.){float l=tileLine(w*vec2(.5,1.),s,.05);o.alb*=1.-.22*l;o.refl=.05*(1.-l);}float st=fbm(vec3(w.x*5.,w.y*.4,uSeed));o.alb*=1.-.22*smoothstep(.5,.8,st);o.alb*=mix(.65,1.,smoothstep(0.,.5,p.y+.2*g));}
  if(m==GLASS){o.alb=mix(vec3(.03,.045,.05),atlas(1.,fract(w*vec2(.42,.42))-.5).rgb*.34,.6);o.rough=.05;o.refl=.3;}
  if(m==WHITE){o.alb=vec3(.8,.8,.77)*(.92+.1*g);o.rough=.4;o.refl=.04;}
  if(m==PAINT1){o.alb=uC1*(.82+.25*g+.08*f);o.rough=.45;o.refl=.04;}
  if(m==PAINT2){o.alb=uC2*(.82+.25*g+.08*f);o.rough=.45;o.refl=.04;}
  if(m==YELLOW){o.alb=vec3(.75,.55,.08)*(.85+.2*g);o.rough=.5;}
  if(m==GRASS){float d=fbm(vec3(p.xz*5.,1.)*vec3(1,1,1));o.alb=mix(vec3(.16,.22,.06),vec3(.46,.40,.2),smoothstep(.25,.7,d+.35*vn(p*23.)-.15))*(.55+.7*f);o.rough=1.;}
  if(m==LAMP){o.alb=vec3(1.,.98,.9);o.emis=2.6;}
  if(m==DIM){o.alb=vec3(.55,.55,.5);o.rough=.3;o.refl=.06;}
  if(m==CLOTH){float k=step(.5,fract(q.x*7.))*.5+step(.5,fract(q.z*7.))*.5;o.alb=mix(uC1,vec3(.78,.74,.7),k*.6)*(.72+.4*fbm(p*5.));o.rough=1.;}
  if(m==SHUTTER){float s=abs(fract(p.y/.085)-.5)*2.;o.alb=uC1*(.55+.4*s)*(.84+.22*g+.08*f);o.alb=mix(o.alb,vec3(.3,.17,.1),.5*smoothstep(.6,.75,fbm(p*vec3(3.,1.,3.)+uSeed)));o.rough=.5;o.refl=.04;}
  if(m==FOAM){float k=step(.35,abs(abs(fract(w.y*1.1)-.5)-.25)+.12*0.);float rib=smoothstep(.42,.5,abs(fract(w.x/.25)-.5));o.alb=mix(vec3(.62,.68,.72),vec3(.36,.46,.58),uV3)*(.85+.2*g)*(1.-.25*rib)*(.97+.03*k);o.rough=.4;o.refl=.04;}
  if(m==GREASE){float k=smoothstep(.35,.75,fbm(p*vec3(9.,2.2,9.)+uSeed));o.alb=mix(vec3(.5,.5,.49),vec3(.22,.13,.05),uBad*(.35+.65*k))*(.8+.3*g);o.rough=mix(.25,.5,uBad);o.refl=mix(.25,.1,uBad);}
  if(m==SKYDARK){o.alb=vec3(.02,.02,.025);o.rough=.9;}
  if(m>=40.){vec4 t=atlas(m-40.,q.xy);o.alb=t.rgb*t.rgb*(.92+.12*g);o.rough=.45;o.refl=.03;if(uV3>.9&&m==40.)o.emis=.0;}
  return o;
}
vec3 sky(vec3 d){float c=smoothstep(.45,.75,fbm(vec3(d.xz/max(d.y+.25,.1)*1.6,uSeed)));vec3 s=mix(uSky*1.7,uSky*vec3(.85,1.15,1.7),clamp(d.y*1.4,0.,1.));return mix(s,vec3(.82,.83,.85),c*.5);}
vec3 light(vec3 p,vec3 n,vec3 v,Mat m,bool full){
  float a=full?ao(p+n*.004,n):.75;vec3 c=vec3(0.);
  vec3 amb=uIndoor>.5?uSky*(.55+.45*n.y*.5+.2):uSky*(.62+.38*n.y)+vec3(.12,.1,.08)*(.5-.5*n.y);
  c+=m.alb*amb*a*(.35+.65*a);
  vec3 L=uSun;float att=1.;vec3 lc=uSunCol;float far=14.;
  if(uIndoor>.5){vec3 d=uLampPos-p;float l=length(d);L=d/l;att=1./(1.+.22*l*l);lc=uLampCol;far=l-.12;}
  float nl=max(dot(n,L),0.);float s=full?(nl>0.?shadow(p+n*.01,L,far,uIndoor>.5?7.:14.):0.):.6;
  float sp=pow(max(dot(n,normalize(L+v)),0.),mix(180.,6.,m.rough))*mix(.9,.06,m.rough);
  c+=(m.alb*nl+sp*.5)*lc*att*s;
  if(uFlash>0.){vec3 d=uEye-p;float l=length(d);float fl=max(dot(n,d/l),0.)/(1.+.9*l*l);c+=(m.alb*fl+.25*pow(max(dot(n,v),0.),mix(160.,8.,m.rough))*mix(.8,.03,m.rough)/(1.+.9*l*l))*uFlash;}
  return c+m.alb*m.emis;
}
vec3 trace(vec3 o,vec3 d){
  float t=march(o,d,60.,130);if(t<0.)return uIndoor>.5?uSky*.3:sky(d);
  vec3 p=o+d*t,n=nrm(p,.0009*(1.+t*.6));map(p);float m=gm;vec3 q=gq;Mat mt=material(m,p,n,q);
  vec3 c=light(p,n,-d,mt,true);
  if(mt.refl>.02){float fr=mt.refl+(1.-mt.refl)*.6*pow(1.-max(dot(n,-d),0.),5.);vec3 r=normalize(reflect(d,n)+(.09*mt.rough)*(vec3(h31(p*91.),h31(p*83.),h31(p*77.))-.5));vec3 o2=p+n*.012;float t2=march(o2,r,20.,48);vec3 rc;
    if(t2<0.)rc=uIndoor>.5?uSky*.3:sky(r);else{vec3 p2=o2+r*t2;vec3 n2=nrm(p2,.003);map(p2);Mat m2=material(gm,p2,n2,gq);rc=light(p2,n2,-r,m2,false);}
    c=mix(c,rc,clamp(fr,0.,.85));}
  if(uIndoor<.5)c=mix(c,uSky*1.25,1.-exp(-t*.0035));
  return c;
}
void main(){
  vec3 f=normalize(uAt-uEye),r=normalize(cross(vec3(0,1,0),f)),u=cross(f,r);vec2 rr=vec2(cos(uRoll),sin(uRoll));vec3 r2=r*rr.x+u*rr.y;u=u*rr.x-r*rr.y;
  vec3 c=vec3(0.);
  for(int s=0;s<3;s++){vec2 j=vec2(fract(float(s)*.618+.2),fract(float(s)*.377+.1));
    vec2 uv=(2.*(gl_FragCoord.xy+j)-uRes)/uRes.y;uv*=1.+.018*dot(uv,uv);c+=min(trace(uEye,normalize(f+uFov*(uv.x*r2+uv.y*u))),vec3(4.));}
  c/=3.;c*=uExpo;vec2 v=gl_FragCoord.xy/uRes-.5;c*=1.-.42*dot(v,v);
  c=clamp((c*(2.51*c+.03))/(c*(2.43*c+.59)+.14),0.,1.);c=pow(c,vec3(1./2.2));
  outColor=vec4(c,1.);
}`;
