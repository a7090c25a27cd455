/** In addition to what the rehearsed services need: one service for each protocol that Debian packages. */
export const probedPackages = [
	...'slapd proftpd-core dovecot-imapd dovecot-pop3d dovecot-managesieved chrony'.split(' '),
	...['nats-server', 'stunnel4', 'rsync', 'php-fpm'],
	...['samba', 'etcd-server', 'nginx-light', 'redis-server', 'postgresql', 'mariadb-server', 'memcached'],
	...['knot', 'openssh-server', 'exim4-daemon-light', 'mosquitto', 'rabbitmq-server', 'zookeeperd'],
];
