// Writes release/: everything that a release has, for the system of the Node that becomes the executable (docs/release.md).
//   npm run release                        with the Node that runs this
//   npm run release -- --node FILE         with another: an official one, whose LICENSE lies in the folder above
//   npm run release -- --without-image     where there is no podman
//   npm run release -- --output FOLDER
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {parseArgs} from 'node:util';
import {bundleScript} from '../build/bundle.mjs';
import {licencesOf} from '../build/licences.mjs';
import {inspectNode, writeExecutable} from './executable.mjs';
import {writeImage} from './image.mjs';
import {renderInstaller} from './installer.mjs';
import {softwareBill} from './sbom.mjs';

const {values: options} = parseArgs({
	options: {
		output: {type: 'string', default: 'release'},
		node: {type: 'string', default: process.execPath},
		'without-image': {type: 'boolean', default: false},
	},
});
const directory = options.output;
const {name, version, license} = JSON.parse(readFileSync('package.json', 'utf8'));
const program = name.replace(/^.*\//, '');
// One time for all files: the same commit gives the same bytes.
const time = Number(process.env['SOURCE_DATE_EPOCH'] ?? run('git', 'log', '-1', '--format=%ct'));
const node = inspectNode(options.node);
const system = `${node.platform}-${node.arch}`;

removeRelease(directory);
mkdirSync(directory, {recursive: true});
// The package was built by `npm run release`.
run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', directory);

const {script, metafile} = await bundleScript(version);
const folder = join(directory, `${program}-${version}-${system}`);
mkdirSync(folder);
await writeExecutable({node, script, file: join(folder, program)});
for (const [shell, file] of [
	['bash', `${program}.bash`],
	['zsh', `_${program}`],
	['fish', `${program}.fish`],
])
	writeFileSync(join(folder, file), `${run(join(folder, program), 'completion', shell)}\n`);
writeFileSync(join(folder, `${program}.1`), `${run(join(folder, program), 'man')}\n`);
copyFileSync('LICENSE', join(folder, 'LICENSE'));
const licences = `${await licencesOf(metafile)}\n${'-'.repeat(80)}\n\nnode ${node.versions.node}\n\n${node.licence}`;
writeFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), licences);
const bill = softwareBill({name, version, license, metafile, node, time});
writeFileSync(join(directory, `${program}-${version}-${system}.cdx.json`), `${JSON.stringify(bill, null, 2)}\n`);
const archiveName = `${basename(folder)}.tar.gz`;
archive(archiveName, basename(folder));
if (!options['without-image']) writeImage({program, version, node, folder, file: `${folder}-image.tar.gz`, time});

for (const file of [`${program}.bash`, `_${program}`, `${program}.fish`, `${program}.1`])
	copyFileSync(join(folder, file), join(directory, file));
rmSync(folder, {recursive: true});
const npmPackage = readdirSync(directory).find(file => file.endsWith('.tgz'));
const installer = renderInstaller({program, version, npmPackage, archives: [{file: archiveName, sum: sumOf(archiveName)}]});
writeFileSync(join(directory, 'install.sh'), installer, {mode: 0o755});
const sums = readdirSync(directory)
	.sort()
	.map(file => `${sumOf(file)}  ${file}`);
writeFileSync(join(directory, 'SHA256SUMS'), `${sums.join('\n')}\n`);
console.log(sums.join('\n'));

/** Removes what an earlier run has written there. @throws Error for a folder with anything else in it */
function removeRelease(folder) {
	if (!existsSync(folder)) return;
	const others = readdirSync(folder).filter(file => !/^(_?dockscope\b|install\.sh$|SHA256SUMS$)/.test(file));
	if (others.length > 0)
		throw new Error(`${folder} has more in it than a release, ${others[0]} for one: name another with --output`);
	rmSync(folder, {recursive: true});
}

function archive(file, inner) {
	const same = ['--sort=name', `--mtime=@${time}`, '--owner=0', '--group=0', '--numeric-owner', '--format=ustar'];
	const into = ['--use-compress-program=gzip -n', '--create', '--file', join(directory, file)];
	run('tar', ...same, ...into, '--directory', directory, inner);
}

function sumOf(file) {
	return createHash('sha256')
		.update(readFileSync(join(directory, file)))
		.digest('hex');
}

function run(command, ...args) {
	return execFileSync(command, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26}).trimEnd();
}
