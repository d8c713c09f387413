-- Limits of the law as billing announced them, for services that keep a copy.
create table law_limit (
  parameter text not null,
  effective_from date not null,
  effective_to date,
  value text not null,
  legal_basis text not null,
  mark text not null,
  primary key (parameter, effective_from)
)
