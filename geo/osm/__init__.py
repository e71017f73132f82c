"""Where OpenStreetMap ways come from: today a ``.osm.pbf`` extract."""
