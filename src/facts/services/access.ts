import type {ContainerFacts} from '../container-facts.js';
import type {ImageFacts} from '../image-facts.js';
import {listensOnLoopback, portsGiven} from './binding.js';
import {baseName} from './command.js';
import {imageMatch, versionOf} from './images.js';
import {readOptions} from './options.js';
import type {Service, ServiceAccess, Setup, Trace} from './service.js';
import {configTrace, namedConfigs, nothing, type Started, startedBy} from './setup.js';
import {services} from './table/index.js';
import {unlistedService} from './unlisted.js';

/** The services that a container runs, by its image, its command, and what runs and listens in it where that was seen. */
export function serviceAccess(container: ContainerFacts, image: ImageFacts | null): readonly ServiceAccess[] {
	const started = startedBy(container);
	const found = services.flatMap(service => judged(service, container, image, started) ?? []);
	if (found.length > 0) return found;
	const unlisted = unlistedService(container, started);
	return unlisted === null ? [] : [unlisted];
}

function judged(service: Service, container: ContainerFacts, image: ImageFacts | null, started: Started): ServiceAccess | null {
	const match = imageMatch(container, image);
	const program = service.programs.find(name => started.programs.has(name));
	const named = match?.service === service && !runsTool(started);
	const mark = service.marks?.find(name => started.env.has(name));
	const byOption = service.images.length === 0 && service.programs.length === 0;
	if (!named && program === undefined && !byOption) return null;
	const setup = setupOf(service, started, named ? (match?.reference.tag ?? '') : '');
	const only = service.only?.holds(setup);
	if (only === null || (byOption && only === undefined)) return null;
	const recognised: Trace[] = [
		...(named ? [{source: 'inspect', path: 'Config.Image', value: container.image} as const] : []),
		...(program === undefined ? [] : [started.programs.get(program) ?? nothing([])]),
		...(named || program !== undefined ? [] : (only ?? [])),
	];
	const where = {
		onLoopback: listensOnLoopback(service, setup, container, started),
		ports: [...service.ports, ...portsGiven(setup)],
	};
	const shown = service.clues.map(({shows}) => shows(setup)).find(found => found !== null);
	if (shown !== undefined) return {service, access: shown.access, evidence: [...recognised, ...shown.evidence], ...where};
	const isMakers = (named && match?.byMaker === true) || mark !== undefined || byOption;
	const looked = nothing(service.clues.flatMap(({looksAt}) => looksAt));
	return {service, access: isMakers ? service.otherwise : 'unknown', evidence: [...recognised, looked], ...where};
}

/** The image is the service's, but this container runs something else in it: a client, a shell, nothing. */
const runsTool = ({programs}: Started): boolean =>
	programs.size > 0 && [...programs].every(([name, {source}]) => source === 'inspect' && tools.test(name));

const tools =
	/^(?:sh|bash|ash|busybox|sleep|tail|cat|true|echo|id|ls|env|curl|wget|nc|psql|createdb|mysql|mariadb|mongo|mongosh|mongoimport|pg_.+|mysqldump|mariadb-dump|mongodump|mongorestore|etcdctl|rabbitmqctl|mc|cqlsh|clickhouse-client|influx|cypher-shell|nats|mosquitto_(?:pub|sub)|docker|.+[-_](?:cli|dump|restore|benchmark|check-(?:rdb|aof)|client|exporter))$/;

function setupOf(service: Service, started: Started, tag: string): Setup {
	const its = started.commands.filter(command => command.some(word => service.programs.includes(baseName(word))));
	const elsewhere = its.length === 0 || service.programs.length === 0;
	// Arguments of variables stand in no command of its own.
	const commands = elsewhere ? started.commands : [...its, ...started.commands.filter(([first = '-']) => first.startsWith('-'))];
	const options = readOptions(commands);
	const configs = [
		...started.mounted.map(({trace}) => trace),
		...namedConfigs(options, commands)
			.filter(path => service.ownConfig?.test(path) !== true)
			.map(configTrace),
	];
	return {
		env: started.env,
		options,
		words: new Set(commands.flat().map(baseName)),
		version: versionOf(tag),
		tag,
		configs,
	};
}
