/** In addition to what the rehearsed services need: one service for each protocol that Debian packages. */
export const probedPackages = [
	...'slapd proftpd-core dovecot-imapd dovecot-pop3d dovecot-managesieved ngircd chrony snmpd tftpd-hpa'.split(' '),
	...['nats-server', 'kamailio', 'stunnel4', 'gearman-job-server', 'beanstalkd', 'rsync', 'mpd', 'tor', 'prosody', 'php-fpm'],
	...['coturn', 'freeradius', 'samba', 'etcd-server', 'nginx-light', 'redis-server', 'postgresql', 'mariadb-server', 'memcached'],
	...['knot', 'openssh-server', 'exim4-daemon-light', 'mosquitto', 'rabbitmq-server', 'zookeeperd', 'rpcbind', 'libcoap3-bin'],
];
