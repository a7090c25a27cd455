import {asks, off, password, unseen} from '../clues.js';
import {env, matching, yes} from '../conditions.js';
import {file, fromFile, type ServiceFile, setting} from '../files/conditions.js';
import type {Setting} from '../files/config-file.js';
import type {Clue, Service, Setup, Shown} from '../service.js';

const dataDirectory = ({options, env}: Setup): string =>
	options.get('D')?.at(-1)?.[0] ?? env.get('PGDATA') ?? '/var/lib/postgresql/data';

/** Where the rows are, unless an option of the command or the file of the server says otherwise. */
const rowsAt = (at: ServiceFile['at']) => ({at, format: 'hba', keeps: /^(?:host\w*|include)$/}) as const;

const server: ServiceFile = {
	at: ({options}) => options.get('config-file')?.at(-1)?.[0] ?? null,
	format: 'assignments',
	keeps: /^(?:hba_file|listen_addresses|port|include\w*)$/,
};

/**
 * The first row that fits a connection decides it. Open: a row that trusts everyone from anywhere, unless an earlier one takes all of these
 * connections; for a row about certain databases, accounts or addresses that is one for exactly the same.
 *
 * @source postgresql.org/docs, 20.1 The pg_hba.conf File
 */
const trustedRow: Clue = {
	looksAt: ['pg_hba.conf'],
	shows: ({file: {settings}, env}) => {
		const rows = settings.filter(({name}) => name !== 'include');
		const trusted = rows.filter((row, index) => isTrust(row) && !rows.slice(0, index).some(earlier => takesAll(earlier, row)));
		// Rows about TLS hold only where the server has a certificate.
		const wide = trusted.find(
			row => isAnywhere(fieldsOf(row).address) && fieldsOf(row).method === 'trust' && /^host(?:nossl)?$/.test(row.name),
		);
		if (wide !== undefined) return {access: 'open', evidence: [fromFile(wide)], ...whatItGives(wide, env)};
		const [narrow] = trusted;
		const include = settings.find(({name}) => name === 'include');
		const doubt = narrow ?? include;
		if (doubt !== undefined) return {access: 'unknown', evidence: [fromFile(doubt)]};
		return null;
	},
};

/** Who a client may log in as, where that is not the superuser. */
function whatItGives(row: Setting, env: Setup['env']): Pick<Shown, 'gives' | 'gain'> {
	const {user, database} = fieldsOf(row);
	const superuser = env.get('POSTGRES_USER') ?? 'postgres';
	if (user === 'all' || user === superuser)
		return database === 'replication' ? {gives: 'data', gain: 'copy all of its data'} : {};
	return {gives: 'data', gain: `log in as ${user} and use what that account may`};
}

/** Rows that ask, so that the variables of the first start no longer matter; the password may still be one of the first tried. */
const askingRow: Clue = {
	looksAt: ['pg_hba.conf'],
	shows: ({file: {settings}}) => {
		const row = settings.find(one => isAnywhere(fieldsOf(one).address)) ?? settings.at(-1);
		return row === undefined ? null : {access: 'authenticated', evidence: [fromFile(row)]};
	},
};

type Fields = {readonly database: string; readonly user: string; readonly address: string; readonly method: string};

function fieldsOf({value}: Setting): Fields {
	const [database = '', user = '', address = '', method = ''] = value.split(' ');
	return {database, user, address, method};
}

const isAnywhere = (address: string): boolean => /^(?:all|0\.0\.0\.0\/0(?:\.0\.0\.0)?|::\/0|samenet)$/i.test(address);
const isLocal = (address: string): boolean => /^(?:127\.|::1(?:\/128)?$|localhost$|samehost$)/i.test(address);
/** A method without a password, for clients of another machine; `ident` asks the client's own machine. */
const isTrust = (row: Setting): boolean => /^(?:trust|ident)$/.test(fieldsOf(row).method) && !isLocal(fieldsOf(row).address);

function takesAll(earlier: Setting, row: Setting): boolean {
	const [first, second] = [fieldsOf(earlier), fieldsOf(row)];
	const same = (key: 'database' | 'user') =>
		first[key] === second[key] || (first[key] === 'all' && second[key] !== 'replication');
	const address = first.address === 'all' || first.address === second.address;
	const type = earlier.name === 'host' || earlier.name === row.name;
	return type && address && same('database') && same('user');
}

const passwords = [password('POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD', 'POSTGRESQL_POSTGRES_PASSWORD', 'POSTGRES_PASS')];
const rows = [trustedRow, ...passwords, askingRow];

/** PostgreSQL. @source postgresql.org/docs, and the page of the image on Docker Hub */
export const postgresql: readonly Service[] = [
	{
		name: 'PostgreSQL',
		images: [
			'postgres',
			'postgis/postgis',
			'timescale/timescaledb',
			'timescale/timescaledb-ha',
			'pgvector/pgvector',
			'ankane/pgvector',
			'citusdata/citus',
			'supabase/postgres',
			'tensorchord/pgvecto-rs',
			'bitnami/postgresql',
			'bitnamilegacy/postgresql',
			'kartoza/postgis',
		],
		programs: ['postgres', 'postmaster'],
		ports: [5432],
		gives: 'code',
		gain: 'log in as its superuser, read and change all data, and run commands in the container (COPY … TO PROGRAM)',
		marks: ['PG_MAJOR'],
		clues: [
			file(
				rowsAt(({options}) => options.get('hba-file')?.at(-1)?.[0] ?? null),
				...rows,
			),
			file(
				server,
				file(
					rowsAt(({file: {settings}}) => settings.findLast(({name}) => name === 'hba_file')?.value ?? null),
					...rows,
				),
				unseen(setting(/^include/)),
			),
			file(
				{...rowsAt(setup => (setup.options.has('hba-file') ? null : `${dataDirectory(setup)}/pg_hba.conf`)), isDefault: true},
				...rows,
			),
			off(env('POSTGRES_HOST_AUTH_METHOD', matching(/^trust$/i))),
			off(env('ALLOW_EMPTY_PASSWORD', yes)),
			...passwords,
			asks(env('POSTGRES_HOST_AUTH_METHOD', matching(/^(?:md5|scram-sha-256|cert|reject|ldap|gss|radius|pam)$/i))),
		],
		otherwise: 'unknown',
		bindSettings: ['listen_addresses'],
	},
];
