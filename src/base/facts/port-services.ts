import {type SafeText, trusted} from '../text/safe-text.js';

/**
 * Services that hold data or administer something, and whose protocol needs no password by default or can be brute-forced: none
 * should be reachable from a network at large.
 * @source IANA service names and port numbers; the projects' own documentation
 */
const ADMINISTRATIVE: Readonly<Record<number, string>> = {
	21: 'FTP',
	22: 'SSH',
	23: 'telnet',
	111: 'rpcbind',
	135: 'MS RPC',
	139: 'SMB',
	161: 'SNMP',
	389: 'LDAP',
	445: 'SMB',
	512: 'rexec',
	513: 'rlogin',
	514: 'rsh or syslog',
	623: 'IPMI',
	873: 'rsync',
	1099: 'Java RMI',
	1433: 'MS SQL Server',
	1521: 'Oracle',
	2049: 'NFS',
	2181: 'ZooKeeper',
	2375: 'Docker API',
	2376: 'Docker API over TLS',
	2377: 'Swarm management',
	2379: 'etcd',
	2380: 'etcd peers',
	3306: 'MySQL',
	3389: 'RDP',
	4040: 'Spark UI',
	4646: 'Nomad',
	5005: 'Java debugger',
	5432: 'PostgreSQL',
	5555: 'adb or Flower',
	5601: 'Kibana',
	5672: 'AMQP',
	5678: 'debugger or n8n',
	5858: 'Node debugger',
	5900: 'VNC',
	5901: 'VNC',
	5984: 'CouchDB',
	6000: 'X11',
	6379: 'Redis',
	6443: 'Kubernetes API',
	7000: 'Cassandra',
	7199: 'Cassandra JMX',
	7474: 'Neo4j',
	7687: 'Neo4j Bolt',
	8086: 'InfluxDB',
	8200: 'Vault',
	8300: 'Consul RPC',
	8500: 'Consul',
	8529: 'ArangoDB',
	8888: 'Jupyter or admin UI',
	9000: 'Portainer or admin UI',
	9001: 'MinIO console or supervisord',
	9042: 'Cassandra',
	9090: 'Prometheus or Cockpit',
	9092: 'Kafka',
	9093: 'Alertmanager or Kafka',
	9200: 'Elasticsearch',
	9229: 'Node debugger',
	9300: 'Elasticsearch transport',
	9443: 'Portainer',
	10250: 'kubelet',
	10255: 'kubelet read-only',
	11211: 'memcached',
	15672: 'RabbitMQ management',
	19999: 'Netdata',
	26379: 'Redis Sentinel',
	27017: 'MongoDB',
	27018: 'MongoDB',
	28017: 'MongoDB web',
	33060: 'MySQL X',
	50000: 'DB2 or Jenkins agents',
	50070: 'HDFS',
	61616: 'ActiveMQ',
};

const ORDINARY: Readonly<Record<number, string>> = {
	25: 'SMTP',
	53: 'DNS',
	80: 'HTTP',
	110: 'POP3',
	123: 'NTP',
	143: 'IMAP',
	443: 'HTTPS',
	465: 'SMTP over TLS',
	587: 'mail submission',
	853: 'DNS over TLS',
	993: 'IMAP over TLS',
	1194: 'OpenVPN',
	1883: 'MQTT',
	3000: 'HTTP',
	5000: 'HTTP',
	8000: 'HTTP',
	8080: 'HTTP',
	8443: 'HTTPS',
	8883: 'MQTT over TLS',
	51820: 'WireGuard',
};

/** Over UDP the same numbers are other services: 27017/udp is a game server, not MongoDB. @source IANA service names and port numbers */
const ADMINISTRATIVE_UDP: Readonly<Record<number, string>> = {
	69: 'TFTP',
	111: 'rpcbind',
	137: 'NetBIOS',
	161: 'SNMP',
	389: 'LDAP',
	514: 'syslog',
	623: 'IPMI',
	2049: 'NFS',
	11211: 'memcached',
};

const ORDINARY_UDP: Readonly<Record<number, string>> = {
	53: 'DNS',
	123: 'NTP',
	443: 'HTTP/3',
	853: 'DNS over QUIC',
	1194: 'OpenVPN',
	51820: 'WireGuard',
};

const services = {
	tcp: {administrative: ADMINISTRATIVE, ordinary: ORDINARY},
	udp: {administrative: ADMINISTRATIVE_UDP, ordinary: ORDINARY_UDP},
	sctp: {administrative: {}, ordinary: {}},
} as const;

/** The service that usually listens on a container port, judged only by number and protocol. */
export function serviceOf(
	port: number,
	protocol: 'tcp' | 'udp' | 'sctp',
): {readonly service: SafeText | null; readonly administrative: boolean} {
	const known: {administrative: Readonly<Record<number, string>>; ordinary: Readonly<Record<number, string>>} =
		services[protocol];
	const administrative = known.administrative[port];
	if (administrative !== undefined) return {service: trusted(administrative), administrative: true};
	const ordinary = known.ordinary[port];
	return {service: ordinary === undefined ? null : trusted(ordinary), administrative: false};
}
