import {
	type ConfigFile,
	type ConfigFiles,
	type ContainerFacts,
	type EngineReader,
	errorText,
	type Known,
	known,
	knownAnswer,
	namedConfigs,
	type ProcessFacts,
	parseConfig,
	type Started,
	sanitise,
	startedBy,
	textsOf,
	unknown,
	type WantedFile,
} from '../../base/index.js';

/** What a container starts, with the processes that were seen running. */
export const startedWith = (facts: ContainerFacts, processes: Known<readonly ProcessFacts[]>): Started =>
	startedBy(processes.known ? {...facts, processes} : facts);

type Kind = {readonly programs: RegExp; readonly files: (started: Started) => readonly WantedFile[]};

const named = ({options, commands}: Started): readonly string[] =>
	namedConfigs(options, commands).filter(path => path.startsWith('/'));

/**
 * The files that hold the sizes of each program.
 *
 * @source redis.io, configuration; postgresql.org/docs 20.1.2; dev.mysql.com/doc, using option files; mongodb.com/docs, configuration file
 * options; php.net, FPM configuration
 */
const kinds: readonly Kind[] = [
	{
		programs: /^(?:redis|valkey|keydb)-server$/,
		files: started => named(started).map(path => ({path, format: 'directives', keeps: /^(?:maxmemory|include)$/})),
	},
	{
		programs: /^(?:postgres|postmaster)$/,
		files: ({options, env}) => {
			const data = options.get('D')?.at(-1)?.[0] ?? env.get('PGDATA') ?? '/var/lib/postgresql/data';
			const main = options.get('config-file')?.at(-1)?.[0] ?? `${data}/postgresql.conf`;
			const keeps =
				/^(?:shared_buffers|work_mem|max_connections|maintenance_work_mem|autovacuum_max_workers|autovacuum_work_mem|temp_buffers|include\w*)$/;
			return [main, `${data}/postgresql.auto.conf`]
				.filter(path => path.startsWith('/'))
				.map(path => ({path, format: 'assignments', keeps}));
		},
	},
	{
		programs: /^(?:mysqld|mariadbd|mysqld_safe)$/,
		files: started =>
			[
				'/etc/my.cnf',
				'/etc/mysql/my.cnf',
				'/etc/mysql/conf.d',
				'/etc/mysql/mariadb.conf.d',
				'/etc/my.cnf.d',
				...named(started),
			].map(path => ({
				path,
				format: 'assignments',
				keeps: /\.(?:innodb[-_]buffer[-_]pool[-_]size|key[-_]buffer[-_]size|max[-_]connections)$/,
				inFolder: /\.(?:cnf|ini)$/,
			})),
	},
	{
		programs: /^mongod$/,
		files: started =>
			named(started).map(path => ({path, format: 'yaml', keeps: /^storage\.wiredtiger\.engineconfig\.cachesizegb$/})),
	},
	{
		programs: /^php-fpm[\d.]*$/,
		files: () =>
			['/usr/local/etc/php-fpm.d', '/etc/php-fpm.d', '/etc/php-fpm.conf'].map(path => ({
				path,
				format: 'assignments',
				keeps: /\.pm\.max_children$/,
				inFolder: /\.conf$/,
			})),
	},
];

/** Reads the files in which the programs of a running container declare their sizes. A file that cannot be read is unknown, with the reason. */
export async function sizeFiles(
	reader: EngineReader,
	facts: ContainerFacts,
	processes: Known<readonly ProcessFacts[]>,
	signal?: AbortSignal,
): Promise<ConfigFiles> {
	const found = new Map<string, Known<ConfigFile | null>>();
	if (facts.status !== 'running') return found;
	const started = startedWith(facts, processes);
	const wanted = kinds.flatMap(({programs, files}) =>
		[...started.programs.keys()].some(name => programs.test(name)) ? files(started) : [],
	);
	for (const file of wanted) if (!found.has(file.path)) found.set(file.path, await sizesIn(reader, facts.id, file, signal));
	return found;
}

async function sizesIn(
	reader: EngineReader,
	id: string,
	wanted: WantedFile,
	signal?: AbortSignal,
): Promise<Known<ConfigFile | null>> {
	const texts = await knownAnswer('engine:/archive', textsOf(reader, id, wanted.path, signal));
	if (!texts.known) return texts;
	try {
		return known(texts.value === null ? null : await parseConfig(wanted, texts.value));
	} catch (error) {
		return unknown(`file:${wanted.path}`, sanitise(`it cannot be parsed: ${errorText(error)}`));
	}
}
