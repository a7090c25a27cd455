import type {ContainerFacts} from '../container-facts.js';
import {groupBy} from '../group-by.js';
import type {ImageFacts} from '../image-facts.js';
import {listensOnLoopback, portsGiven} from './binding.js';
import {baseName} from './command.js';
import {firstShown, resolved} from './files/conditions.js';
import {type ImageMatch, imageMatch, versionOf} from './images.js';
import {readOptions} from './read-options.js';
import type {Service, ServiceAccess, Setup, Trace} from './service.js';
import {configTrace, namedConfigs, nothing, type Started, startedBy} from './setup.js';
import {services} from './table/index.js';
import {unlistedService} from './unlisted.js';

/** The services that a container runs, by its image, its command, and what runs and listens in it where that was seen. */
export function serviceAccess(container: ContainerFacts, image: ImageFacts | null): readonly ServiceAccess[] {
	const started = startedBy(container);
	const byImage = imageMatch(container, image);
	const match = byImage === null || runsTool(started, byImage.service) ? null : byImage;
	const found = candidates(match?.service ?? null, started).flatMap(
		service => judged(service, container, started, match?.service === service ? match : null) ?? [],
	);
	if (found.length > 0) return found;
	const unlisted = unlistedService(container, started);
	return unlisted === null ? [] : [unlisted];
}

const byProgram = groupBy(
	services.flatMap(service => service.programs.map(program => ({program, service}))),
	({program}) => program,
);
/** Debuggers, which are options of any program. */
const byOption = services.filter(({images, programs}) => images.length === 0 && programs.length === 0);

/**
 * Few of the table's rows can concern one container. A program of another row on the same port is the image's own service: MariaDB's images
 * call it `mysqld`, and Bitnami's run `redis-server`.
 */
function candidates(named: Service | null, {programs}: Started): readonly Service[] {
	const byCommand = [...programs.keys()].flatMap(name => byProgram.get(name)?.map(({service}) => service) ?? []);
	const others = byCommand.filter(({ports}) => !ports.some(port => named?.ports.includes(port)));
	return [...new Set([...(named === null ? [] : [named]), ...others, ...byOption])];
}

/** @param match  its image, if that is the service's and runs it */
function judged(service: Service, container: ContainerFacts, started: Started, match: ImageMatch | null): ServiceAccess | null {
	const program = service.programs.find(name => started.programs.has(name));
	const mark = service.marks?.find(name => started.env.has(name));
	const isOption = byOption.includes(service);
	if (match === null && program === undefined && !isOption) return null;
	const setup = setupOf(service, container, started, match);
	const only = service.only?.holds(setup);
	if (only === null || (isOption && only === undefined)) return null;
	const recognised: Trace[] = [
		...(match === null ? [] : [{source: 'inspect', path: 'Config.Image', value: container.image} as const]),
		...(program === undefined ? [] : [started.programs.get(program) ?? nothing([])]),
		...(match !== null || program !== undefined ? [] : (only ?? [])),
	];
	const shown = firstShown(service.clues, setup);
	const where = {
		onLoopback: listensOnLoopback(service, setup, container, started, shown?.wants === undefined),
		ports: [...service.ports, ...portsGiven(setup)],
		wants: shown?.wants ?? null,
	};
	if (shown !== null && shown.isDoubtOnly !== true)
		return {
			service: {...service, gives: shown.gives ?? service.gives, gain: shown.gain ?? service.gain},
			access: shown.access,
			evidence: distinct([...recognised, ...shown.evidence]),
			...where,
		};
	const isMakers = match?.byMaker === true || mark !== undefined || isOption;
	const access = isMakers ? service.otherwise : 'unknown';
	const looked =
		access === 'unknown' && shown !== null ? shown.evidence : [nothing(service.clues.flatMap(({looksAt}) => looksAt))];
	return {service, access, evidence: [...recognised, ...looked], ...where};
}

/** The image is the service's, but this container runs something else in it: a client, a shell, nothing. */
function runsTool({programs}: Started, service: Service): boolean {
	const started = [...programs.keys()];
	if (started.length === 0 || started.some(name => service.programs.includes(name))) return false;
	return started.some(name => clients.test(name)) || started.every(name => idle.test(name));
}

const clients =
	/^(?:psql|createdb|mysql|mariadb|mongo|mongosh|mongoimport|pg_.+|mysqldump|mysqladmin|mariadb-dump|mariadb-admin|mongodump|mongorestore|etcdctl|rabbitmqctl|rabbitmqadmin|mc|cqlsh|clickhouse-client|influx|cypher-shell|nats|mosquitto_(?:pub|sub|passwd)|docker|.+[-_](?:cli|dump|restore|benchmark|check-(?:rdb|aof)|client|exporter))$/;
const idle = /^(?:sh|bash|ash|busybox|sleep|tail|cat|true|echo|id|ls|env|curl|wget|nc)$/;

/** @param match  only its maker's tags are versions of the service */
function setupOf(service: Service, container: ContainerFacts, started: Started, match: ImageMatch | null): Setup {
	const {directory, read} = started;
	const tag = match?.byMaker === true ? (match.reference.tag ?? '') : '';
	const its = started.commands.filter(command => command.some(word => service.programs.includes(baseName(word))));
	const elsewhere = its.length === 0 || service.programs.length === 0;
	// What variables hold are options without a program.
	const commands = elsewhere ? started.commands : [...its, ...started.commands.filter(([first = '-']) => first.startsWith('-'))];
	const options = elsewhere ? started.options : readOptions(commands);
	const named = elsewhere ? started.named : namedConfigs(options, commands);
	const others = named.filter(path => service.ownConfig?.test(path) !== true);
	const configs = [...started.unreadMounts, ...others.filter(path => !read.includes(resolved(directory, path))).map(configTrace)];
	return {
		env: started.env,
		options,
		commands,
		named,
		words: elsewhere ? started.words : new Set(commands.flat().map(baseName)),
		version: versionOf(tag),
		tag,
		configs,
		files: container.configFiles,
		directory,
		isMakers: match?.byMaker === true && started.mounted.length === 0 && others.length === 0,
		file: {settings: []},
	};
}

const distinct = (traces: readonly Trace[]): readonly Trace[] => [
	...new Map(traces.map(trace => [`${trace.path} ${trace.value}`, trace])).values(),
];
