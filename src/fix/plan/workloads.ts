import {type SafeText, trusted} from '../../base/index.js';
import {
	type Declared,
	dotnetSize,
	jvmSize,
	memcachedSize,
	mongoSize,
	mysqlSize,
	nodeSize,
	postgresSize,
	redisSize,
	type Settings,
} from './declared-sizes.js';

/** A kind of program, and what a limit must leave it. */
export type WorkloadKind = {
	readonly programs: RegExp;
	/** MiB and tasks below which no limit is proposed, whatever its peak was. */
	readonly floor: number;
	readonly tasks: number;
	/** Why its memory so far says nothing about what it will use, unless it declares a size; `null`: it does. */
	readonly grows: SafeText | null;
	/** What its settings say that it may use. */
	readonly declares?: (settings: Settings) => Declared | null;
	/** The number of its tasks cannot be known either. */
	readonly tasksGrow?: true;
};

const withData = trusted('its memory grows with its data and clients, and no size is set');
const byLimit = trusted('it sizes itself by the limit, so a limit takes memory from it');
const byOthers = trusted('it runs what others give it, of any size');

/** Anything: an interpreter with a library or two, a web server at rest. */
export const anyProgram: WorkloadKind = {programs: /^/, floor: 128, tasks: 512, grows: null};

/** A data store that no row below knows. */
export const anyStore: WorkloadKind = {programs: /^/, floor: 512, tasks: 2048, grows: withData};

/**
 * By the names of the programs that run. A limit that a database, a virtual machine or a build cannot live with ends it under load, and not
 * while it is idle.
 *
 * @source for what sizes itself by the limit: JDK-8146115 (heap, a quarter), V8 heap/heap.cc and libuv uv_get_constrained_memory, .NET
 * GCHeapHardLimitPercent, WiredTiger (half), RabbitMQ vm_memory_high_watermark (0.6), BIND max-cache-size (90 %), ClickHouse
 * max_server_memory_usage_to_ram_ratio (0.9), SQL Server memory.memorylimitmb (80 %)
 */
export const workloads: readonly WorkloadKind[] = [
	{
		programs: /^(?:redis|valkey|keydb)-(?:server|sentinel)$|^dragonfly$/,
		floor: 128,
		tasks: 512,
		grows: withData,
		declares: redisSize,
	},
	{programs: /^memcached$/, floor: 128, tasks: 512, grows: withData, declares: memcachedSize},
	{programs: /^(?:postgres|postmaster)$/, floor: 512, tasks: 2048, grows: withData, declares: postgresSize},
	{programs: /^(?:mysqld|mariadbd|mysqld_safe)$/, floor: 768, tasks: 2048, grows: withData, declares: mysqlSize},
	{programs: /^mongo[ds]$/, floor: 1024, tasks: 2048, grows: byLimit, declares: mongoSize},
	{programs: /^(?:clickhouse(?:-server)?|sqlservr|beam\.smp|named)$/, floor: 512, tasks: 2048, grows: byLimit},
	{
		programs:
			/^(?:etcd|consul|vault|minio|influxd|prometheus|victoria-metrics.*|loki|tempo|mimir|cockroach|tikv-server|tidb-server|arangod|scylla|qdrant|weaviate|milvus|meilisearch|typesense-server|nats-server|mosquitto|slapd|couchdb|rethinkdb|surreal|questdb|unbound|pdns_recursor|squid|varnishd|registry|oracle|neo4j|immudb|dgraph|duckdb|chroma|ollama|llama-server|vllm|tritonserver|tgi|text-generation-launcher)$/,
		floor: 512,
		tasks: 2048,
		grows: withData,
	},
	{programs: /^java$/, floor: 512, tasks: 2048, grows: byLimit, declares: jvmSize},
	{programs: /^(?:node|nodejs|node-MainThread|bun|deno)$/, floor: 256, tasks: 512, grows: byLimit, declares: nodeSize},
	{programs: /^(?:dotnet|mono)$/, floor: 256, tasks: 1024, grows: byLimit, declares: dotnetSize},
	{
		programs:
			/^(?:gitlab-runner|Runner\.Listener|Runner\.Worker|actions-runner|buildkitd|dockerd|containerd|podman|drone-runner.*|woodpecker-agent|act_runner|forgejo-runner|buildkite-agent|agent\.jar|jenkins.*|concourse|bazel.*|kaniko|executor|gradle|mvn|make|ninja)$/,
		floor: 2048,
		tasks: 4096,
		grows: byOthers,
		tasksGrow: true,
	},
	{
		programs:
			/^(?:jupyter.*|ipython|ipykernel.*|rserver|rstudio-server|rsession|code-server|openvscode-server|zeppelin.*|marimo|streamlit|sshd|ttyd|wetty|xrdp|Xvnc|guacd)$/,
		floor: 2048,
		tasks: 4096,
		grows: byOthers,
		tasksGrow: true,
	},
	{
		programs:
			/^(?:celery|airflow|sidekiq|rq|rqworker|dramatiq|huey.*|resque.*|dask.*|ray|raylet|spark.*|temporal-worker|n8n|prefect|dagster.*|chrome|chromium.*|headless_shell|firefox|playwright|gotenberg|soffice.*|ffmpeg|Xvfb)$/,
		floor: 1024,
		tasks: 2048,
		grows: byOthers,
	},
	{programs: /^(?:apache2|httpd|php-fpm[\d.]*|uwsgi|unicorn|puma|gunicorn|uvicorn)$/, floor: 256, tasks: 1024, grows: null},
	{programs: /^(?:python[\d.]*|ruby[\d.]*|php[\d.]*|perl)$/, floor: 256, tasks: 512, grows: null},
];
