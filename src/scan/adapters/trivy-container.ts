import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {EngineError, homeOf, sanitise, trusted} from '../../base/index.js';
import {scanError} from '../run/classify.js';
import {commandScanner} from '../run/command-scanner.js';
import {findProgram} from '../run/find-program.js';
import {isMalicious, maliciousDetection, maliciousTrivy} from '../run/malicious-release.js';
import {runProcess} from '../run/process.js';
import {type ScannerContainers, scannerContainers} from '../run/scanner-container.js';
import type {ScanContext, ScanEnvironment, Scanner} from '../scanner.js';
import {isTrivyOutput, trivyArguments, trivyDefinition, trivyVariables} from './trivy.js';
import {chosenKinds} from './trivy-kinds.js';
import {trivyServer} from './trivy-server.js';

const image = (variables: ScanEnvironment['variables']) => variables['DOCKSCOPE_TRIVY_IMAGE'] ?? 'aquasec/trivy';

/**
 * Trivy from its image, through the docker CLI: `docker run --rm` with the engine's socket mounted. It creates a container, which is
 * recorded in the journal first, so it is used only when the user names it, and the image is never pulled.
 */
function through(binary: string, containers: ScannerContainers) {
	return commandScanner({
		...trivyDefinition,
		name: 'trivy-container',
		label: trusted('Trivy as a container'),
		binaries: [binary],
		versionArgs: ['version'],
		versionPattern: /(\S+)/,
		goodStatus: [0],
		call: (target, context, {refused}) => {
			const container = containers.next();
			const socket = socketOf(context.environment);
			const cache = join(context.environment.cacheDirectory ?? context.scratch, 'trivy');
			const {variables} = context.environment;
			// Only names are on the command line: docker takes the values from its environment.
			const passed = Object.keys(trivyVariables(variables)).flatMap(variable => ['--env', variable]);
			return {
				args: [
					...['run', '--rm', '--pull', 'never', ...container.args],
					...[
						'--volume',
						`${socket}:/var/run/docker.sock`,
						'--volume',
						`${cache}:/cache`,
						'--volume',
						`${context.scratch}:/scan`,
					],
					...['--tmpfs', '/tmp', ...passed, image(variables), '--cache-dir', '/cache'],
					...trivyArguments(
						target,
						{...context, refused, sbom: context.sbom === null ? null : '/scan/sbom.json'},
						'/scan/report.json',
					),
				],
				environment: trivyVariables(variables),
				reportFile: join(context.scratch, 'report.json'),
				// Ending the client does not end the container.
				afterwards: () => container.end(id => removeContainer(binary, id, context)),
			};
		},
		recognises: isTrivyOutput,
	});
}

export const trivyContainer: Scanner = {
	name: 'trivy-container',
	label: trusted('Trivy as a container'),
	takesSbom: true,
	examines: ({variables}) => chosenKinds(variables),
	async detect(environment, signal) {
		const {variables, engine} = environment;
		const absent = (note: string) => ({
			name: 'trivy-container' as const,
			available: false,
			version: null,
			mode: trusted('container'),
			where: null,
			note: sanitise(note),
		});
		const docker = await findProgram('docker', variables['PATH']);
		if (docker === null) return absent('no docker program on PATH');
		if (engine === null) return absent('its image is looked for only by a scan');
		try {
			const found = await engine.image(image(variables), signal);
			const version = found.Config?.Labels?.['org.opencontainers.image.version'];
			const tags = [image(variables), ...(found.RepoTags ?? [])].map(name => name.split('@')[0]?.split(':').at(-1) ?? '');
			const bad = [version ?? '', ...tags].find(one => isMalicious(maliciousTrivy, one));
			if (bad !== undefined) {
				const about = {name: 'trivy-container', mode: trusted('container'), where: sanitise(image(variables))} as const;
				return maliciousDetection(maliciousTrivy, {...about, version: sanitise(bad)});
			}
			const server = await trivyServer(environment, signal);
			if (server !== null && isMalicious(maliciousTrivy, server.version))
				return maliciousDetection(maliciousTrivy, {name: 'trivy-container', mode: trusted('container'), ...server});
			return {
				name: 'trivy-container',
				available: true,
				version: version === undefined ? null : sanitise(version),
				mode: trusted('container'),
				where: sanitise(image(variables)),
				note: trusted('creates a container with the engine socket: used only when you name it'),
			};
		} catch (error) {
			if (error instanceof EngineError)
				return absent(`the image ${image(variables)} is not here (dockscope does not pull images automatically)`);
			throw error;
		}
	},
	async scan(target, detection, context) {
		if (detection.malicious === true)
			throw scanError('malicious', 'trivy-container', `version ${detection.version ?? '?'} of ${detection.where ?? '?'}`);
		const docker = await findProgram('docker', context.environment.variables['PATH']);
		const {engine, variables} = context.environment;
		if (docker === null || engine === null) throw scanError('scanner-missing', 'trivy-container');
		if (context.environment.cacheDirectory !== null)
			await mkdir(join(context.environment.cacheDirectory, 'trivy'), {recursive: true, mode: 0o700});
		const containers = await scannerContainers(engine, image(variables), 'trivy-container', context);
		try {
			return await through(docker, containers).scan(target, {...detection, where: sanitise(docker)}, context);
		} finally {
			containers.close();
		}
	},
};

function socketOf({dockerHost, engine}: ScanEnvironment): string {
	const path = engine?.socketPath ?? (dockerHost?.startsWith('unix://') ? dockerHost.slice('unix://'.length) : null);
	// The engine mounts the path on its own host: for a remote one only the default is known.
	return path ?? '/var/run/docker.sock';
}

async function removeContainer(docker: string, id: string, context: ScanContext): Promise<void> {
	const {variables, dockerHost} = context.environment;
	const environment = {
		PATH: variables['PATH'] ?? '',
		HOME: homeOf(variables) ?? '/',
		...(dockerHost === null ? {} : {DOCKER_HOST: dockerHost}),
	};
	await runProcess(docker, ['rm', '--force', id], {
		environment,
		directory: context.scratch,
		stdoutFile: join(context.scratch, 'removed'),
		sizeLimit: 1_000_000,
		timeLimitMs: 30_000,
		graceMs: 1000,
		signal: new AbortController().signal,
	});
}
