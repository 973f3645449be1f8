// Builds the vendored files of src/flopwatch/hub/assets: the chart runtime, the fonts and their licences.
//   npm ci && npm run build
// Nothing here runs when flopwatch runs: the results are committed.
import {build} from 'esbuild';
import {copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';
import {join} from 'node:path';

const assets = '../src/flopwatch/hub/assets';
const LIMIT_GZIP = 200 * 1024; // what a phone on a slow line should have to load for the chart

const result = await build({
  entryPoints: ['vega-slim.js'],
  bundle: true,
  minify: true,
  format: 'iife',
  globalName: 'flopwatchVega',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  outfile: join(assets, 'vega-slim.js'),
});

// Every package that went into the bundle, with its licence text: what their licences ask of us.
const packages = new Set();
for (const file of Object.keys(result.metafile.inputs)) {
  const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
  if (found) packages.add(found[1]);
}
const texts = [];
for (const name of [...packages].sort()) {
  const folder = join('node_modules', name);
  const {version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
  texts.push(`${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'No licence file.'}\n`);
}
const bar = `\n${'-'.repeat(78)}\n\n`;
writeFileSync(join(assets, 'vega-slim.LICENSES.txt'), `Software in vega-slim.js\n\n${texts.join(bar)}`);

mkdirSync(join(assets, 'fonts'), {recursive: true});
for (const [name, file, out] of [
  ['inter', 'inter-latin-wght-normal.woff2', 'inter'],
  ['source-serif-4', 'source-serif-4-latin-wght-normal.woff2', 'source-serif-4'],
]) {
  const folder = join('node_modules/@fontsource-variable', name);
  copyFileSync(join(folder, 'files', file), join(assets, 'fonts', `${out}.woff2`));
  copyFileSync(join(folder, 'LICENSE'), join(assets, 'fonts', `${out}.OFL.txt`));
}

const vendor = '../tests/browser/vendor';
mkdirSync(vendor, {recursive: true});
copyFileSync('node_modules/axe-core/axe.min.js', join(vendor, 'axe.min.js'));
copyFileSync('node_modules/axe-core/LICENSE', join(vendor, 'axe.LICENSE.txt'));

const size = gzipSync(readFileSync(join(assets, 'vega-slim.js'))).length;
console.log(`vega-slim.js ${(size / 1024).toFixed(0)} KB gzip, ${packages.size} packages`);
for (const f of readdirSync(join(assets, 'fonts'))) console.log(f, statSync(join(assets, 'fonts', f)).size);
if (size > LIMIT_GZIP) {
  console.error(`vega-slim.js is larger than ${LIMIT_GZIP} bytes gzipped. Which import in vega-slim.js can go?`);
  process.exit(1);
}
