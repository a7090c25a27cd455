import {type ContainerText, parseImageReference} from '../../base/index.js';

/** Images that document that they read a variable from the file that `NAME` plus a suffix names. */
type Documented = {
	/** Repositories, with their owner on Docker Hub. */
	readonly repository: RegExp;
	readonly names: RegExp;
	readonly suffix: '_FILE' | '__FILE';
	readonly source: string;
};

const hub = (name: string): string => `https://hub.docker.com/_/${name}`;

/** Only what the documentation of the image names. RabbitMQ dropped it in 3.9; redis, traefik and keycloak have nothing like it. */
const documented: readonly Documented[] = [
	{
		repository: /^library\/postgres$/,
		names: /^POSTGRES_(PASSWORD|USER|DB|INITDB_ARGS)$/,
		suffix: '_FILE',
		source: hub('postgres'),
	},
	{
		repository: /^library\/mysql$/,
		names: /^MYSQL_(ROOT_PASSWORD|ROOT_HOST|DATABASE|USER|PASSWORD)$/,
		suffix: '_FILE',
		source: hub('mysql'),
	},
	{
		repository: /^library\/mariadb$/,
		names: /^(MYSQL|MARIADB)_(ROOT_PASSWORD|ROOT_HOST|DATABASE|USER|PASSWORD)$/,
		suffix: '_FILE',
		source: hub('mariadb'),
	},
	{
		repository: /^library\/mongo$/,
		names: /^MONGO_INITDB_ROOT_(USERNAME|PASSWORD)$/,
		suffix: '_FILE',
		source: hub('mongo'),
	},
	{
		repository: /^library\/wordpress$/,
		names: /^WORDPRESS_(DB_(HOST|USER|PASSWORD|NAME)|((SECURE_)?AUTH|LOGGED_IN|NONCE)_(KEY|SALT)|TABLE_PREFIX|DEBUG)$/,
		suffix: '_FILE',
		source: hub('wordpress'),
	},
	{
		repository: /^library\/nextcloud$/,
		names: /^(NEXTCLOUD_ADMIN|MYSQL|POSTGRES)_(PASSWORD|USER)$/,
		suffix: '_FILE',
		source: 'https://github.com/nextcloud/docker#docker-secrets',
	},
	{
		repository: /^library\/redmine$/,
		names: /^REDMINE_DB_(MYSQL|POSTGRES|PORT|USERNAME|PASSWORD|DATABASE|ENCODING)$/,
		suffix: '_FILE',
		source: hub('redmine'),
	},
	{
		repository: /^library\/influxdb$/,
		names: /^DOCKER_INFLUXDB_INIT_(USERNAME|PASSWORD|ADMIN_TOKEN)$/,
		suffix: '_FILE',
		source: 'https://docs.influxdata.com/influxdb/v2/install/use-docker-compose/',
	},
	{
		repository: /^(library|elasticsearch)\/elasticsearch$/,
		names: /^(ELASTIC|KEYSTORE)_PASSWORD$/,
		suffix: '_FILE',
		source: 'https://www.elastic.co/docs/deploy-manage/deploy/self-managed/install-elasticsearch-docker-configure',
	},
	{
		repository: /^grafana\/grafana(-oss|-enterprise)?$/,
		names: /^GF_[A-Z\d]+_\w+$/,
		suffix: '__FILE',
		source: 'https://grafana.com/docs/grafana/latest/setup-grafana/configure-docker/',
	},
	{
		repository: /^gitea\/gitea$/,
		names: /^GITEA__(?:[^\W_]|_(?!_))+__\w+$/,
		suffix: '__FILE',
		source: 'https://docs.gitea.com/installation/install-with-docker',
	},
	{
		repository: /^dpage\/pgadmin4$/,
		names: /^PGADMIN_DEFAULT_PASSWORD$/,
		suffix: '_FILE',
		source: 'https://www.pgadmin.org/docs/pgadmin4/latest/container_deployment.html',
	},
	{
		repository: /^vaultwarden\/server$/,
		names: /^\w+$/,
		suffix: '_FILE',
		source: 'https://github.com/dani-garcia/vaultwarden (src/util.rs, get_env_str_value)',
	},
];

/** The variable that takes the path of a file instead of a value, and how that is known. */
export type FileVariable = {readonly name: string; readonly source: 'image' | 'docs'; readonly where: string};

/**
 * How an image takes a variable from a file: by its own entrypoint, which shows it, else by its documentation, as far as its name can
 * be trusted.
 *
 * @param image  as it was asked for: `postgres:16`
 */
export function fileVariable(name: string, image: string, scripts: readonly ContainerText[]): FileVariable | null {
	for (const {path, text} of scripts) {
		const variable = [`${name}_FILE`, `${name}__FILE`].find(one => readsFile(text, name, one));
		if (variable !== undefined) return {name: variable, source: 'image', where: path};
	}
	const reference = parseImageReference(image);
	if (reference === null || !['docker.io', 'docker.elastic.co'].includes(reference.registry)) return null;
	const entry = documented.find(({repository, names}) => repository.test(reference.repository) && names.test(name));
	return entry === undefined ? null : {name: `${name}${entry.suffix}`, source: 'docs', where: entry.source};
}

/**
 * Whether a script reads the file: by the function that the official images share, or directly (`cat "$NAME_FILE"`, `< "$NAME_FILE"`).
 *
 * @source docker-library/postgres docker-entrypoint.sh, file_env
 */
function readsFile(text: string, name: string, variable: string): boolean {
	return text.split('\n').some(line => {
		const code = line.trim();
		// Cheap, and names are as their owner chose them: no expression is made of one.
		if (code.startsWith('#') || !code.includes(name)) return false;
		if (variable === `${name}_FILE`) {
			const [, called = ''] = /file_env\s+["']?([\w.-]+)["']?/.exec(code) ?? [];
			if (called === name) return true;
		}
		const reads = [...code.matchAll(/(?:\bcat\s+(?:--\s+)?|<\s*)"?\$\{?(\w+)/g)];
		return reads.some(([, read]) => read === variable);
	});
}
