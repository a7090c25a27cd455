import {type ContainerInspect, type HostConfig, type Known, unknown} from '../answers/index.js';
import {afAlgAccess} from './af-alg.js';
import {attachments} from './attachments.js';
import {capabilityFacts} from './capabilities.js';
import {configuredFacts} from './configured.js';
import type {ContainerFacts} from './container-facts.js';
import type {FactsContext} from './context.js';
import {deviceRules} from './device-rules.js';
import {deviceFacts, gpuRequests} from './devices.js';
import type {EngineFacts, EngineKind} from './engine-facts.js';
import {envFacts} from './env.js';
import {commandWords, hasProcesses, lifecycleFacts, nameOf, runFacts} from './lifecycle.js';
import {limitFacts} from './limits.js';
import {loggingFacts} from './logging.js';
import {appArmorState, seLinuxState} from './mandatory-access.js';
import {mountFacts, tmpfsFacts} from './mounts.js';
import {namespaceFacts} from './namespaces.js';
import {portFacts} from './ports.js';
import {notAsked, record, text} from './read.js';
import {seccompState} from './seccomp.js';
import {secretFindings} from './secret-findings.js';
import {maskSecrets} from './secrets.js';
import {noNewPrivilegesFacts, securityOptions} from './security-options.js';
import {systemPaths} from './system-paths.js';
import {userFacts} from './user.js';

/** Podman marks its containers, also where a list of inspects does not name the engine. */
const kindOf = (host: HostConfig, engine: EngineFacts): EngineKind =>
	record(host.Annotations)['io.container.manager'] === 'libpod' ? 'podman' : engine.kind;

/**
 * The effective state of one container from `GET /containers/{id}/json`.
 *
 * Never throws: a field that is missing, `null` or of the wrong type affects only its own fact. What cannot be determined is unknown
 * or `null`, never a default.
 */
export function containerFacts(inspect: ContainerInspect, context: FactsContext): ContainerFacts {
	const {engine} = context;
	const host = inspect.HostConfig ?? {};
	const config = inspect.Config ?? {};
	const privileged = host.Privileged === true;
	const kind = kindOf(host, engine);
	const options = securityOptions(host);
	const capabilities = capabilityFacts(inspect, kind);
	const imageId = text(inspect.Image);
	const image = context.images?.get(imageId);
	const lifecycle = lifecycleFacts(inspect);
	const run = runFacts(inspect);
	const seccomp = seccompState(privileged, options, engine, capabilities.granted);
	const appArmor = appArmorState(inspect, options, engine);
	const seLinux = seLinuxState(inspect, options, engine);
	// Each by its name: an object of sixty fields that is put together by spreading takes ten times as long.
	return {
		...configuredFacts({inspect, host, config}),
		id: text(inspect.Id),
		name: nameOf(inspect),
		image: text(config.Image) || imageId,
		imageId,
		status: lifecycle.status,
		startedAt: run.startedAt,
		finishedAt: run.finishedAt,
		createdAt: run.createdAt,
		exitCode: run.exitCode,
		oomKilled: run.oomKilled,
		restartCount: run.restartCount,
		health: lifecycle.health,
		hasHealthcheck: lifecycle.hasHealthcheck,
		pid: run.pid,
		restart: lifecycle.restart,
		autoRemove: lifecycle.autoRemove,
		stopSignal: lifecycle.stopSignal,

		privileged,
		capabilities,
		noNewPrivileges: noNewPrivilegesFacts(options, engine),
		seccomp,
		appArmor,
		seLinux,
		afAlg: afAlgAccess({seccomp, appArmor, seLinux}, engine),
		systemPaths: systemPaths(host, options, kind),
		namespaces: namespaceFacts(inspect, context),
		user: userFacts(config.User, host.GroupAdd, image?.accounts.known === true ? image.accounts.value : null),

		mounts: mountFacts(inspect, context),
		tmpfs: tmpfsFacts(host),
		devices: deviceFacts(host, kind, context),
		deviceRules: deviceRules(host),
		gpuRequests: gpuRequests(host),

		ports: portFacts(inspect, context),
		networks: attachments(inspect, context),

		limits: limitFacts(host, engine.cpus),
		logging: loggingFacts(host, engine, kind),

		commandLine: maskSecrets(commandWords(inspect).join(' ')),
		secrets: secretFindings(config),
		env: envFacts(config.Env, image?.raw.inspect.Config?.Env),

		processes: unknown('engine:/top', hasProcesses(lifecycle) ? notAsked : 'it is not running, so its processes cannot be seen'),
		changes: unknown('engine:/changes', notAsked),
		execs: unknown('engine:/exec', hasProcesses(lifecycle) ? notAsked : 'it is not running, so its processes cannot be seen'),
		truth: procNotRead,
		sockets: {own: procNotRead, inNetwork: procNotRead},
		setuidPrograms: image?.setuidFiles ?? unknown('image:files', notAsked),
		fileCapabilities: image?.fileCapabilities ?? unknown('image:files', notAsked),
		privilegedPrograms: programsNotSearched(hasProcesses(lifecycle), engine.local),
		configFiles: noConfigFiles,
		raw: inspect,
	};
}

function programsNotSearched(runs: boolean, isLocal: boolean): Known<never> {
	if (!runs) return unknown('host:/proc', 'the container does not run');
	return unknown('host:/proc', isLocal ? notAsked : 'the engine is not on this machine');
}

const procNotRead = unknown('host:/proc', 'not read');
const noConfigFiles: ContainerFacts['configFiles'] = new Map();
