{# What two models speak of, each from its side: the one that observes it and the one that names the
   cells it read. #}

{# The measures of the national centre: numerator and denominator of each. #}
{% macro measured_shares() %}
    {{ return([
        ('portal_security', 'portal_checks_passed', 'portal_checks_made'),
        ('malware_infection', 'addresses_infected', 'addresses_monitored'),
        ('data_leakage', 'accounts_leaked', 'accounts_monitored'),
        ('connection_sharing', 'systems_connected', 'systems_required'),
    ]) }}
{% endmacro %}

{# The shares of systems that Mẫu số 08 counts on its first sheet: the line and of which line. #}
{% macro counted_shares_of_systems() %}
    {{ return([
        ('classified_share', 'classified', 'total_systems'),
        ('dossier_share', 'dossier_made', 'total_systems'),
        ('appraised_share', 'appraised', 'total_systems'),
        ('approved_share', 'approved', 'total_systems'),
        ('inspected_share', 'periodically_inspected', 'approved'),
    ]) }}
{% endmacro %}
